import ParquetBytes
import Testing

@testable import Parquet

@Suite struct PlainEncoderTests {
    private func encode(_ values: ColumnValues, _ range: Range<Int>) -> [UInt8] {
        var target = ByteBuffer()
        var bits = Bitmap()
        PlainEncoder.encode(values, range, into: &target, bits: &bits)
        target.append(bits.bytes)
        return target.takeArray()
    }

    @Test func layouts() {
        // Four bytes of length, then the text.
        #expect(
            encode(.byteArray(ByteArrayValues(["ab", "", "c"])), 0..<3) == [
                2, 0, 0, 0, 97, 98, 0, 0, 0, 0, 1, 0, 0, 0, 99,
            ])
        #expect(encode(.byteArray(ByteArrayValues(["ab", "", "c"])), 2..<3) == [1, 0, 0, 0, 99])
        // Little-endian, two's complement.
        #expect(encode(.int32([1, -2]), 0..<2) == [1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF])
        #expect(encode(.int64([258]), 0..<1) == [2, 1, 0, 0, 0, 0, 0, 0])
        #expect(encode(.float([1]), 0..<1) == [0, 0, 0x80, 0x3F])
        #expect(encode(.double([-2]), 0..<1) == [0, 0, 0, 0, 0, 0, 0, 0xC0])
        #expect(
            encode(.fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: [1, 2, 3, 4])), 1..<2) == [3, 4])
        // The first value is the lowest bit.
        #expect(encode(.boolean([true, false, true, true, false, false, false, false, true]), 0..<9) == [0b1101, 1])
    }

    @Test func dictionariesAreWrittenOut() {
        let values = ColumnValues.dictionary(indices: [1, 0, 1], values: .byteArray(ByteArrayValues(["x", "yy"])))
        #expect(encode(values, 0..<2) == [2, 0, 0, 0, 121, 121, 1, 0, 0, 0, 120])
        #expect(PlainEncoder.byteCount(values, 0..<3) == 6 + 5 + 6)
    }

    /// Long and short strings around the width of the wide copies.
    @Test func stringsOfAllLengths() {
        let strings = (0..<100).map { String(repeating: "x", count: $0) + "é" }
        let encoded = encode(.byteArray(ByteArrayValues(strings)), 0..<strings.count)
        let expected: [UInt8] = strings.flatMap { [UInt8($0.utf8.count), 0, 0, 0] + Array($0.utf8) }
        #expect(encoded == expected)
    }
}
