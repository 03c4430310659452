import Foundation
import Parquet
import ParquetFoundation
import Testing

/// Foundation's types as fields.
@Suite struct FoundationFieldTests {
    /// A struct with all of them.
    struct Payment: ParquetRow, Equatable {
        var id: UUID
        var text: UUID
        var at: Date
        var millis: Date?
        var nanos: Date
        var day: Date
        var amount: Decimal
        var total: Decimal?
        var body: Data
        var rates: [String: Decimal]

        static let small = LogicalType.decimal(precision: 9, scale: 2)
        static let large = LogicalType.decimal(precision: 38, scale: 10)

        static func timestamp(_ unit: TimeUnit) -> LogicalType { .timestamp(unit: unit, isAdjustedToUTC: true) }

        static func encode(_ rows: [Payment], into encoder: inout RowEncoder) throws(ParquetError) {
            try encoder.encode("id", rows.map(\.id))
            try encoder.encode("text", rows.map(\.text), as: .string)
            try encoder.encode("at", rows.map(\.at))
            try encoder.encode("millis", rows.map(\.millis), as: timestamp(.millis))
            try encoder.encode("nanos", rows.map(\.nanos), as: timestamp(.nanos))
            try encoder.encode("day", rows.map(\.day), as: .date)
            try encoder.encode("amount", rows.map(\.amount), as: small)
            try encoder.encode("total", rows.map(\.total), as: large)
            try encoder.encode("body", rows.map(\.body))
            try encoder.encode("rates", rows.map(\.rates), as: small)
        }

        static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Payment] {
            let id: [UUID] = try decoder.decode("id")
            let text: [UUID] = try decoder.decode("text")
            let at: [Date] = try decoder.decode("at")
            let millis: [Date?] = try decoder.decode("millis")
            let nanos: [Date] = try decoder.decode("nanos")
            let day: [Date] = try decoder.decode("day")
            let amount: [Decimal] = try decoder.decode("amount")
            let total: [Decimal?] = try decoder.decode("total")
            let body: [Data] = try decoder.decode("body")
            let rates: [[String: Decimal]] = try decoder.decode("rates")
            return decoder.rows.map {
                Payment(
                    id: id[$0], text: text[$0], at: at[$0], millis: millis[$0], nanos: nanos[$0], day: day[$0],
                    amount: amount[$0], total: total[$0], body: body[$0], rates: rates[$0])
            }
        }
    }

    private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

    private func payment() throws -> Payment {
        Payment(
            id: try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF")),
            text: try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF")),
            at: Date(timeIntervalSince1970: 1_700_000_000.25), millis: Date(timeIntervalSince1970: -0.5),
            nanos: Date(timeIntervalSinceReferenceDate: 0.5), day: Date(timeIntervalSince1970: -86_400),
            amount: try decimal("-19.9"), total: try decimal("1234567890123456789012345678.0123456789"),
            body: Data([1, 2]), rates: ["a": try decimal("0.01"), "b": try decimal("1500")])
    }

    @Test func columns() throws {
        let batch = try RecordBatch(rows: [try payment()])
        #expect(
            batch.schema.columns.map(\.logicalType) == [
                .uuid, .string, Payment.timestamp(.micros), Payment.timestamp(.millis), Payment.timestamp(.nanos),
                .date,
                Payment.small, Payment.large, nil, .string, Payment.small,
            ])
        let values = batch.columns.map(\.values)
        let uuid: [UInt8] = (0..<16).map { $0 * 0x11 }
        #expect(values[0] == .fixedLengthByteArray(FixedLengthByteArrayValues(length: 16, bytes: uuid)))
        #expect(values[1] == .byteArray(ByteArrayValues(["00112233-4455-6677-8899-aabbccddeeff"])))
        #expect(values[2] == .int64([1_700_000_000_250_000]))
        #expect(values[3] == .int64([-500]))
        #expect(values[4] == .int64([978_307_200_500_000_000]))
        #expect(values[5] == .int32([-1]))
        #expect(values[6] == .int32([-1990]))
        #expect(values[10] == .int32([1, 150_000]))
    }

    @Test func rowsComeBack() async throws {
        var rows = [try payment()]
        rows.append(rows[0])
        rows[1].millis = nil
        rows[1].total = nil
        rows[1].body = Data()
        rows[1].amount = 0
        let batch = try RecordBatch(rows: rows)
        #expect(try batch.rows(of: Payment.self) == rows)
        #expect(
            try batch.rows[0]["total"]
                == .decimal(unscaled: 12_345_678_901_234_567_890_123_456_780_123_456_789, scale: 10))
    }

    /// Every microsecond of a `Date` of today comes back, as do those long ago.
    @Test func instants() throws {
        struct Instant: ParquetRow, Equatable {
            var at: Date

            static func encode(_ rows: [Instant], into encoder: inout RowEncoder) throws(ParquetError) {
                try encoder.encode("at", rows.map(\.at))
            }

            static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Instant] {
                let at: [Date] = try decoder.decode("at")
                return at.map { Instant(at: $0) }
            }
        }
        let micros: [Int64] = [0, 1, -1, 1_700_000_000_123_457, 1_799_999_999_999_999, -2_208_988_800_000_001]
        let field = SchemaField("at", .int64, logicalType: Payment.timestamp(.micros), repetition: .required)
        let batch = try RecordBatch(schema: Schema(fields: [field]), columns: [ColumnVector(.int64(micros))])
        let rows = try batch.rows(of: Instant.self)
        #expect(try RecordBatch(rows: rows).columns[0].values == .int64(micros))
        for seconds in [Double.nan, .infinity, 1e30] {
            #expect(throws: ParquetError.self) {
                _ = try RecordBatch(rows: [Instant(at: Date(timeIntervalSinceReferenceDate: seconds))])
            }
        }
        // The least and the greatest that a file can hold.
        for unit in TimeUnit.allCases {
            let field = SchemaField("at", .int64, logicalType: Payment.timestamp(unit), repetition: .required)
            let batch = try RecordBatch(schema: Schema(fields: [field]), columns: [ColumnVector(.int64([.min, .max]))])
            #expect(try batch.rows(of: Instant.self).count == 2)
        }
        let local = SchemaField("at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: false))
        #expect(throws: ParquetError.self) {
            _ = try RecordBatch(schema: Schema(fields: [local]), columns: [ColumnVector(.int64([1]))])
                .rows(of: Instant.self)
        }
    }

    @Test func whatDoesNotFit() throws {
        var row = try payment()
        row.amount = try decimal("0.001")
        #expect(throws: ParquetError.self) { _ = try RecordBatch(rows: [row]) }
        row.amount = try decimal("10000000")
        #expect(throws: ParquetError.self) { _ = try RecordBatch(rows: [row]) }
        row.amount = .nan
        #expect(throws: ParquetError.self) { _ = try RecordBatch(rows: [row]) }
        row.amount = try decimal("9999999.99")
        #expect(throws: Never.self) { _ = try RecordBatch(rows: [row]) }
        #expect(throws: ParquetError.self) { _ = try Decimal.field(FieldRequest(name: "x")) }
        #expect(throws: ParquetError.self) { _ = try Date.field(FieldRequest(name: "x", logicalType: .string)) }
        #expect(throws: ParquetError.self) { _ = try UUID.field(FieldRequest(name: "x", logicalType: .json)) }
    }
}
