import ParquetCodecs
import Testing

@Suite struct BrotliTests {
    #if Brotli
        @Test func bytesOfTheLibrary() throws {
            let text = LibraryBytes.text
            #expect(try decompress(LibraryBytes.brotli, .brotli(quality: 5), text.count) == text)
            #expect(throws: CodecError.self) {
                try decompress(LibraryBytes.brotli + [0], .brotli(quality: 5), text.count)
            }
        }

        /// The least stream there is: RFC 7932's empty last block.
        @Test func nothing() throws {
            #expect(try decompress([0x06], .brotli(quality: 5), 0) == [])
            #expect(throws: CodecError.self) { try decompress([], .brotli(quality: 5), 0) }
        }
    #else
        @Test func itsAbsenceTellsHowToTurnItOn() {
            for size in [0, 100] {
                let error = #expect(throws: CodecError.self) {
                    try decompress(LibraryBytes.brotli, .brotli(quality: 5), size)
                }
                #expect(error?.message.contains("--traits Brotli") == true)
            }
            #expect(throws: CodecError.self) { _ = try PageCompressor(.brotli(quality: 5)) }
            #expect(throws: CodecError.self) { try PageCodec.brotli(quality: 5).checkAvailability() }
        }
    #endif
}
