import ParquetBytes
import Testing

@testable import Parquet

@Suite struct PlainDecoderTests {
    @Test func numbers() throws {
        let bytes: [UInt8] = [1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        var decoder = PlainDecoder(range: 0..<8)
        var values: [Int32] = [7]
        try decoder.decode(1, from: bytes.rawBytes, into: &values)
        try decoder.decode(1, from: bytes.rawBytes, into: &values)
        #expect(values == [7, 1, -1])
        #expect(throws: ParquetError.self) { try decoder.decode(1, from: bytes.rawBytes, into: &values) }

        let one: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
        var doubles: [Double] = []
        decoder = PlainDecoder(range: 0..<8)
        try decoder.decode(1, from: one.rawBytes, into: &doubles)
        #expect(doubles == [1])
    }

    @Test func booleansInSteps() throws {
        let bytes: [UInt8] = [0b0000_0101, 0b0000_0010]
        var decoder = PlainDecoder(range: 0..<2)
        var values: [Bool] = []
        for step in [2, 7, 1] { try decoder.decode(step, from: bytes.rawBytes, into: &values) }
        #expect(values == [true, false, true, false, false, false, false, false, false, true])
        #expect(throws: ParquetError.self) { try decoder.decode(7, from: bytes.rawBytes, into: &values) }
    }

    @Test func byteArraysInSteps() throws {
        let bytes: [UInt8] = [2, 0, 0, 0, 0x61, 0x62, 0, 0, 0, 0, 1, 0, 0, 0, 0x63]
        var decoder = PlainDecoder(range: 0..<bytes.count)
        var values = ByteArrayValues()
        try decoder.decode(2, from: bytes.rawBytes, into: &values, byteLimit: 100)
        try decoder.decode(1, from: bytes.rawBytes, into: &values, byteLimit: 100)
        #expect(values == ByteArrayValues(["ab", "", "c"]))
    }

    @Test func byteArraysAreChecked() {
        func decode(_ bytes: [UInt8], _ count: Int, byteLimit: Int = 100) throws(ParquetError) {
            var decoder = PlainDecoder(range: 0..<bytes.count)
            var values = ByteArrayValues()
            try decoder.decode(count, from: bytes.rawBytes, into: &values, byteLimit: byteLimit)
        }
        for (bytes, limit, code) in [
            ([2, 0, 0, 0, 0x61], 100, .malformed), ([2, 0, 0], 100, .malformed),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x61], 100, .malformed), ([2, 0, 0, 0, 0x61, 0x62], 1, .limit),
        ] as [([UInt8], Int, ParquetError.Code)] {
            let error = #expect(throws: ParquetError.self) { try decode(bytes, 1, byteLimit: limit) }
            #expect(error?.code == code)
        }
    }

    @Test func bytesOfOneLength() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
        var decoder = PlainDecoder(range: 0..<7)
        var values = FixedLengthByteArrayValues(length: 3)
        try decoder.decode(2, from: bytes.rawBytes, into: &values)
        #expect(values == FixedLengthByteArrayValues(length: 3, bytes: [1, 2, 3, 4, 5, 6]))
        #expect(throws: ParquetError.self) { try decoder.decode(1, from: bytes.rawBytes, into: &values) }
    }

    @Test func dictionaryIndices() throws {
        // Two bits; 3 times 1, then once 2.
        let bytes: [UInt8] = [0x02, 0x06, 0x01, 0x02, 0x02]
        for (dictionary, expected) in [
            (.int64([10, 20, 30]), .int64([20, 20, 20, 30])),
            (.byteArray(ByteArrayValues(["x", "yy", ""])), .byteArray(ByteArrayValues(["yy", "yy", "yy", ""]))),
            (
                .fixedLengthByteArray(.init(length: 2, bytes: [1, 2, 3, 4, 5, 6])),
                .fixedLengthByteArray(.init(length: 2, bytes: [3, 4, 3, 4, 3, 4, 5, 6]))
            ),
        ] as [(ColumnValues, ColumnValues)] {
            var decoder = try DictionaryDecoder(bytes.rawBytes, range: 0..<bytes.count)
            var values = ColumnValues(empty: dictionary.physicalType, typeLength: 2)
            try decoder.decode(
                3, from: bytes.rawBytes, dictionary: dictionary, dictionary.byteArrayTable, into: &values,
                byteLimit: 100)
            try decoder.decode(
                1, from: bytes.rawBytes, dictionary: dictionary, dictionary.byteArrayTable, into: &values,
                byteLimit: 100)
            #expect(values == expected)
        }
        var decoder = try DictionaryDecoder(bytes.rawBytes, range: 0..<bytes.count)
        var values = ColumnValues.int64([])
        let error = #expect(throws: ParquetError.self) {
            try decoder.decode(4, from: bytes.rawBytes, dictionary: .int64([1, 2]), nil, into: &values, byteLimit: 100)
        }
        #expect(error?.message == "index 2 exceeds the dictionary of 2 values")
    }
}
