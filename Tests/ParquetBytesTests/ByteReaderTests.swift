import ParquetBytes
import Testing

@Suite struct ByteReaderTests {
    @Test(
        arguments: [
            (0, [0x00]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]),
            (UInt64.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
        ] as [(UInt64, [UInt8])])
    func varints(value: UInt64, bytes: [UInt8]) throws {
        var buffer = ByteBuffer()
        buffer.appendVarint(value)
        #expect(buffer.takeArray() == bytes)
        var reader = ByteReader(bytes.rawBytes)
        let read = try reader.readVarint()
        #expect(read == value)
        #expect(reader.remaining == 0)
    }

    @Test(
        arguments: [(0, [0x00]), (-1, [0x01]), (1, [0x02]), (-64, [0x7F]), (64, [0x80, 0x01])] as [(Int64, [UInt8])])
    func zigzag(value: Int64, bytes: [UInt8]) throws {
        var buffer = ByteBuffer()
        buffer.appendZigzag(value)
        #expect(buffer.takeArray() == bytes)
        var reader = ByteReader(bytes.rawBytes)
        let read = try reader.readZigzag()
        #expect(read == value)
    }

    @Test(arguments: [Int64.min, .max, -2, 1 << 40])
    func zigzagRoundTrip(value: Int64) throws {
        var buffer = ByteBuffer()
        buffer.appendZigzag(value)
        let bytes = buffer.takeArray()
        var reader = ByteReader(bytes.rawBytes)
        let read = try reader.readZigzag()
        #expect(read == value)
    }

    @Test(
        arguments: [
            [], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [UInt8](repeating: 0x80, count: 11),
        ] as [[UInt8]])
    func brokenVarints(bytes: [UInt8]) {
        #expect(throws: ByteReaderError.self) {
            var reader = ByteReader(bytes.rawBytes)
            _ = try reader.readVarint()
        }
    }

    @Test(arguments: [-1, 4, Int.max, 1 << 62])
    func readsWithinBounds(count: Int) {
        let bytes: [UInt8] = [1, 2, 3]
        #expect(throws: ByteReaderError.self) {
            var reader = ByteReader(bytes.rawBytes)
            try reader.skip(count)
        }
    }
}
