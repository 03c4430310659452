import ParquetBytes
import Testing

@testable import Parquet

/// Bytes derived by hand from Thrift's compact protocol specification.
@Suite struct CompactProtocolTests {
    @Test func writesFieldsOfEveryType() {
        var writer = CompactWriter()
        writer.beginStruct()
        writer.writeField(1, true)
        writer.writeField(2, false)
        writer.writeField(3, Int8(-1))
        writer.writeField(4, Int16(300))
        writer.writeField(5, Int32(-1))
        writer.writeField(6, Int64(1) << 40)
        writer.writeField(22, "ab")
        writer.writeEmptyStruct(23)
        writer.writeListHeader(24, of: .int32, count: 2)
        writer.writeElement(Int32(1))
        writer.writeElement(Int32(-2))
        writer.endStruct()
        #expect(
            writer.takeArray() == [
                0x11,  // field 1, true
                0x12,  // field 2, false
                0x13, 0xFF,  // field 3, i8 -1
                0x14, 0xD8, 0x04,  // field 4, i16 300: zigzag 600 = 4 * 128 + 88
                0x15, 0x01,  // field 5, i32 -1: zigzag 1
                0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40,  // field 6, i64 2^40: zigzag 2^41 = 64 * 2^35
                0x08, 0x2C, 0x02, 0x61, 0x62,  // field 22 is 16 further: type, zigzag 44; length 2, "ab"
                0x1C, 0x00,  // field 23, struct, its end
                0x19, 0x25, 0x02, 0x03,  // field 24, list of 2 i32: zigzag 2, 3
                0x00,  // end
            ])
    }

    @Test func longListsHaveTheirCountApart() {
        var writer = CompactWriter()
        writer.beginStruct()
        writer.writeListHeader(1, of: .binary, count: 15)
        #expect(writer.takeArray() == [0x19, 0xF8, 0x0F])
    }

    @Test func fieldIDsCountWithinTheirStruct() {
        let record = PageHeader(
            type: .dictionaryPage, uncompressedByteCount: 3, compressedByteCount: 4, checksum: 0xFFFF_FFFF,
            dictionaryPage: DictionaryPageHeader(valueCount: 1, encoding: .plain))
        #expect(
            record.encoded() == [
                0x15, 0x04,  // 1: DICTIONARY_PAGE = 2
                0x15, 0x06,  // 2: 3
                0x15, 0x08,  // 3: 4
                0x15, 0x01,  // 4: the checksum as i32 is -1
                0x3C,  // 7: struct
                0x15, 0x02,  //   1: 1
                0x15, 0x00,  //   2: PLAIN = 0
                0x00, 0x00,
            ])
    }

    @Test func skipsWhatItDoesNotKnow() throws {
        let bytes: [UInt8] = [
            0x15, 0x02,  // 1: i32, zigzag 2 = 1
            0x08, 0xC8, 0x01, 0x01, 0x61,  // 100: binary "a"
            0x07, 0xCA, 0x01, 1, 2, 3, 4, 5, 6, 7, 8,  // 101: double
            0x1B, 0x01, 0x58, 0x06, 0x01, 0x62,  // 102: map of 1, i32 to binary
            0x1C, 0x11, 0x19, 0x21, 0x01, 0x02, 0x00,  // 103: struct {1: true, 2: list of 2 bools}
            0x1A, 0x13, 0x07,  // 104: set of one i8
            0x1D, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,  // 105: uuid
            0x12,  // 106: false
            0x05, 0x04, 0x00,  // 2: i32 0, its id spelt out
            0x15, 0x0A,  // 3: 5
            0x00,
        ]
        var reader = CompactReader(bytes.rawBytes)
        let record = try PageEncodingStatistics(from: &reader)
        #expect(record == PageEncodingStatistics(pageType: .indexPage, encoding: .plain, count: 5))
        #expect(reader.remaining == 0)
    }

    @Test(
        arguments: [
            ([0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], "a list of 4294967295 elements in 0 bytes"),
            ([0x18, 0xFF, 0xFF, 0x03, 0x61], "65535 bytes needed, 1 left"),
            ([0x1E], "14 is not a Thrift type"),
            ([0x15], "a byte needed, none left"),
            ([0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "-34359738368 does not fit 32 bits"),
            ([0x15] + [UInt8](repeating: 0xFF, count: 11), "a varint exceeds 64 bits"),
            ([0x00], "KeyValue.key is missing"),
            ([0x11, 0x00], "field 1 has type bool, binary expected"),
        ] as [([UInt8], String)])
    func refusesWhatIsBroken(bytes: [UInt8], message: String) throws {
        let error = #expect(throws: ParquetError.self) {
            var reader = CompactReader(bytes.rawBytes, baseOffset: 1000)
            if bytes[0] == 0x15 {
                _ = try SortingColumn(from: &reader)
            } else if bytes[0] == 0x19 {
                _ = try RowGroupMetadata(from: &reader)
            } else {
                _ = try KeyValue(from: &reader)
            }
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect((error?.place.byteOffset ?? 0) > 1000)
    }

    @Test func unknownFieldsNestOnlySoDeep() {
        // Field 15 is a list of a list of a list …
        let bytes: [UInt8] = [0xF9] + [UInt8](repeating: 0x19, count: 10_000)
        let error = #expect(throws: ParquetError.self) {
            var reader = CompactReader(bytes.rawBytes)
            _ = try KeyValue(from: &reader)
        }
        #expect(error?.message == "unknown fields are nested more than 64 deep")
    }

    @Test func everyTruncationIsAnError() throws {
        let bytes = FooterSamples.duckDB
        for count in 0..<bytes.count - 8 {
            #expect(throws: ParquetError.self) {
                let piece = Array(bytes.prefix(count))
                var reader = CompactReader(piece.rawBytes)
                _ = try FileMetadata(from: &reader)
            }
        }
    }
}
