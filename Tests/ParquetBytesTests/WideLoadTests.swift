import Testing

@testable import ParquetBytes

/// Loads and copies that are checked once for several.
struct WideLoadTests {
    private struct TooShort: Error {}

    private let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) }

    @Test func `loads near an offset are those at their own places`() throws {
        guard let padded = PaddedBytes(bytes.rawBytes) else { throw TooShort() }
        let limit = padded.limit
        #expect(limit == 136)
        for offset in [0, 1, 77, 136] {
            for delta in 0..<64 {
                let byte = padded.loadUInt8(at: offset, plus: delta)
                #expect(byte == bytes[offset + delta])
            }
            for delta in 0..<32 {
                let sixteen = padded.loadBytes16(at: offset, plus: delta)
                #expect((0..<16).allSatisfy { sixteen[$0] == bytes[offset + delta + $0] })
                let four = padded.loadUInt32(at: offset, plus: delta)
                #expect(
                    (0..<4).allSatisfy { UInt8(truncatingIfNeeded: four >> (8 * $0)) == bytes[offset + delta + $0] })
            }
            for block in 0..<4 {
                let sixteen = padded.loadBytes16(at: offset, block: block)
                #expect((0..<16).allSatisfy { sixteen[$0] == bytes[offset + 16 * block + $0] })
            }
        }
        let areInBounds = [136, 137, -1].map { padded.isInBounds($0) }
        #expect(areInBounds == [true, false, false])
        let few = [UInt8](repeating: 0, count: 63)
        let isTooShort = PaddedBytes(few.rawBytes) == nil
        #expect(isTooShort)
    }

    @Test func `a window's words start at any bit`() throws {
        let long = (0..<BitWindow.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 8) }
        guard let window = BitWindow(long.rawBytes) else { throw TooShort() }
        for bit in [0, 1, 7, 8, 63, 1_000, 16_383] {
            let word = window.word(at: bit)
            for place in 0..<57 {
                let expected = long[(bit + place) / 8] >> UInt8((bit + place) % 8) & 1
                #expect(word >> UInt64(place) & 1 == UInt64(expected))
            }
        }
    }

    @Test func `32 bytes are copied, and no more`() throws {
        guard let padded = PaddedBytes(bytes.rawBytes) else { throw TooShort() }
        var target = [UInt8](repeating: 0xAA, count: 100)
        var span = target.mutableRawBytes
        span.copy32(from: padded, at: 136, to: 68)
        span.copy32(from: padded, at: 3, to: 0)
        #expect(target == Array(bytes[3..<35]) + [UInt8](repeating: 0xAA, count: 36) + Array(bytes[136..<168]))
    }

    @Test(arguments: [0, 1, 7, 8, 13], [0, 1, 8, 9, 70])
    func `a bit for each number that is not zero`(before: Int, count: Int) {
        let numbers = (0..<count).map { UInt64($0 % 3 == 1 ? 0 : 1) << UInt64($0 % 64) }
        var bitmap = Bitmap(repeating: true, count: before)
        bitmap.append(nonZerosOf: numbers.span)
        #expect(bitmap.count == before + count)
        #expect((0..<before).allSatisfy { bitmap[$0] })
        #expect((0..<count).allSatisfy { bitmap[before + $0] == (numbers[$0] != 0) })
    }
}
