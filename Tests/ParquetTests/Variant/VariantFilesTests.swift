import Foundation
import Parquet
import ParquetTestSupport
import Testing

/// Apache's variants: each file holds what is said of it.
@Suite(.enabled(if: ParquetTesting.folder != nil, Comment(rawValue: ParquetTesting.absence)))
struct VariantFilesTests {
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: try #require(ParquetTesting.folder).appending(path: path)))
    }

    /// What data_dictionary.json says, which is written here since it is not quite JSON.
    static let primitives: [(String, VariantValue)] = [
        ("array_empty", .array([])),
        ("array_primitive", .array([.int8(2), .int8(1), .int8(5), .int8(9)])),
        (
            "array_nested",
            .array([
                .object([
                    VariantField(name: "id", value: .int8(1)),
                    VariantField(
                        name: "thing",
                        value: .object([
                            VariantField(name: "names", value: .array([.string("Contrarian"), .string("Spider")]))
                        ])),
                ]),
                .null,
                .object([
                    VariantField(name: "id", value: .int8(2)),
                    VariantField(name: "names", value: .array([.string("Apple"), .string("Ray"), .null])),
                    VariantField(name: "type", value: .string("if")),
                ]),
            ])
        ),
        ("object_empty", .object([])),
        (
            "object_nested",
            .object([
                VariantField(name: "id", value: .int8(1)),
                VariantField(
                    name: "observation",
                    value: .object([
                        VariantField(name: "location", value: .string("In the Volcano")),
                        VariantField(name: "time", value: .string("12:34:56")),
                        VariantField(
                            name: "value",
                            value: .object([
                                VariantField(name: "humidity", value: .int16(456)),
                                VariantField(name: "temperature", value: .int8(123)),
                            ])),
                    ])),
                VariantField(
                    name: "species",
                    value: .object([
                        VariantField(name: "name", value: .string("lava monster")),
                        VariantField(name: "population", value: .int16(6789)),
                    ])),
            ])
        ),
        (
            "object_primitive",
            .object([
                VariantField(name: "boolean_false_field", value: .boolean(false)),
                VariantField(name: "boolean_true_field", value: .boolean(true)),
                VariantField(name: "double_field", value: .decimal4(unscaled: 123_456_789, scale: 8)),
                VariantField(name: "int_field", value: .int8(1)),
                VariantField(name: "null_field", value: .null),
                VariantField(name: "string_field", value: .string("Apache Parquet")),
                VariantField(name: "timestamp_field", value: .string("2025-04-16T12:34:56.78")),
            ])
        ),
        ("primitive_binary", .binary([0x03, 0x13, 0x37, 0xDE, 0xAD, 0xBE, 0xEF, 0xCA, 0xFE])),
        ("primitive_boolean_false", .boolean(false)),
        ("primitive_boolean_true", .boolean(true)),
        ("primitive_date", .date(days: 20_194)),
        ("primitive_decimal16", .decimal16(unscaled: 1_234_567_891_234_567_890, scale: 2)),
        ("primitive_decimal4", .decimal4(unscaled: 1234, scale: 2)),
        ("primitive_decimal8", .decimal8(unscaled: 1_234_567_890, scale: 2)),
        ("primitive_double", .double(1234567890.1234)),
        ("primitive_float", .float(1234567940.0)),
        ("primitive_int16", .int16(1234)),
        ("primitive_int32", .int32(123_456)),
        ("primitive_int64", .int64(1_234_567_890_123_456_789)),
        ("primitive_int8", .int8(42)),
        ("primitive_null", .null),
        (
            "primitive_string",
            .string(
                "This string is longer than 64 bytes and therefore does not fit in a short_string and it also includes "
                    + "several non ascii characters such as \u{1F422}, \u{1F496}, \u{2665}\u{FE0F}, \u{1F3A3} and \u{1F926}!!"
            )
        ),
        ("primitive_time", .time(microseconds: 45_234_123_456)),
        // 2025-04-16T16:34:56.78Z
        ("primitive_timestamp", .timestamp(1_744_821_296_780_000, unit: .micros, isAdjustedToUTC: true)),
        ("primitive_timestampntz", .timestamp(1_744_806_896_780_000, unit: .micros, isAdjustedToUTC: false)),
        // 2024-11-07T12:33:54.123456789
        ("primitive_timestamp_nanos", .timestamp(1_730_982_834_123_456_789, unit: .nanos, isAdjustedToUTC: true)),
        ("primitive_timestampntz_nanos", .timestamp(1_730_982_834_123_456_789, unit: .nanos, isAdjustedToUTC: false)),
        ("primitive_uuid", .uuid(0xF24F_9B64_81FA_49D1_B74E_8C09_A6E3_1C56)),
        ("short_string", .string("Less than 64 bytes (\u{2764}\u{FE0F} with utf8)")),
    ]

    @Test(arguments: primitives)
    func encodedValues(name: String, expected: VariantValue) throws {
        let metadata = try VariantMetadata(try VariantFilesTests.bytes("variant/\(name).metadata"))
        let value = try VariantValue(try VariantFilesTests.bytes("variant/\(name).value"), metadata: metadata)
        #expect(value == expected)
    }

    /// An entry of cases.json.
    struct Case: Decodable, Sendable, CustomStringConvertible {
        let case_number: Int
        let parquet_file: String?
        let variant_file: String?
        let variant_files: [String?]?
        let error_message: String?
        let notes: String?

        var description: String { parquet_file ?? "case \(case_number)" }
    }

    static let cases: [Case] = {
        guard let bytes = try? bytes("shredded_variant/cases.json") else { return [] }
        let all = (try? JSONDecoder().decode([Case].self, from: Data(bytes))) ?? []
        return all.filter { $0.parquet_file != nil }
    }()

    @Test func thereAreCases() {
        #expect(VariantFilesTests.cases.count > 130)
    }

    /// Files that are not valid, of which the specification lets readers choose. Fields that are both shredded and not are
    /// refused; fields that may be null, where they must not, are read.
    static let refused: Set<Int> = [43, 125]

    @Test(arguments: cases)
    func shreddedValues(_ example: Case) async throws {
        let path = try #require(ParquetTesting.folder)
            .appending(path: "shredded_variant/\(example.parquet_file ?? "")").path
        let file = try await ParquetFile(FileSource(path))
        if example.error_message != nil || VariantFilesTests.refused.contains(example.case_number) {
            #expect(example.error_message != nil || example.notes?.contains("not valid") == true)
            await #expect(throws: ParquetError.self) {
                for try await batch in file.batches() { _ = try batch.rows }
            }
            return
        }
        var values: [Value] = []
        for try await batch in file.batches() {
            for row in try batch.rows { values.append(try #require(row["var"])) }
        }
        let names = example.variant_files ?? [example.variant_file]
        var expected: [Value] = []
        for name in names {
            guard let name else {
                expected.append(.null)
                continue
            }
            // Metadata and value lie behind each other.
            let bytes = try VariantFilesTests.bytes("shredded_variant/\(name)")
            let metadata = try VariantMetadata(bytes)
            expected.append(.variant(try VariantValue(Array(bytes[metadata.byteCount...]), metadata: metadata)))
        }
        #expect(values == expected)
    }
}
