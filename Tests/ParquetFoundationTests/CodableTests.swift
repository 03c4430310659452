import Foundation
import Parquet
import ParquetFoundation
import Testing

/// Types that are `Codable`, through the slow door.
@Suite struct CodableTests {
    enum Level: String, Codable { case low, high }

    struct Place: Codable, Equatable {
        var city: String?
        var coordinates: [Double]?
    }

    struct Event: Codable, Equatable {
        var id: UUID
        var text: UUID
        var at: Date
        var day: Date?
        var count: Int
        var small: UInt8
        var large: UInt64
        var ratio: Float
        var share: Double?
        var isOpen: Bool
        var level: Level
        var amount: Decimal
        var units: Int
        var body: Data
        var bytes: [UInt8]?
        var tags: [String]
        var matrix: [[Int?]]
        var labels: [String: Int]
        var numbers: [Int: String]
        var place: Place
        var previous: Place?
        var route: [Place]
    }

    static func schema() throws -> Schema {
        func list(_ name: String, _ element: SchemaField) -> SchemaField {
            var element = element
            element.name = "element"
            return SchemaField(
                name, group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list,
                repetition: .required)
        }
        func map(_ name: String, _ key: SchemaField, _ value: SchemaField) -> SchemaField {
            SchemaField(
                name, group: [SchemaField("key_value", group: [key, value], repetition: .repeated)], logicalType: .map)
        }
        let place = [
            SchemaField("city", .byteArray, logicalType: .string), list("coordinates", SchemaField("", .double)),
        ]
        var coordinates = place[1]
        coordinates.repetition = .optional
        let parts = [place[0], coordinates]
        return try Schema(fields: [
            SchemaField("id", .fixedLengthByteArray, typeLength: 16, logicalType: .uuid),
            SchemaField("text", .byteArray, logicalType: .string),
            SchemaField("at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true)),
            SchemaField("day", .int32, logicalType: .date),
            SchemaField("count", .int32),
            SchemaField("small", .int32, logicalType: .integer(bitWidth: 8, isSigned: false)),
            SchemaField("large", .int64, logicalType: .integer(bitWidth: 64, isSigned: false)),
            SchemaField("ratio", .float), SchemaField("share", .double), SchemaField("isOpen", .boolean),
            SchemaField("level", .byteArray, logicalType: .enumeration),
            SchemaField("amount", .int64, logicalType: .decimal(precision: 18, scale: 3)),
            SchemaField("units", .int64, logicalType: .timestamp(unit: .nanos, isAdjustedToUTC: false)),
            SchemaField("body", .byteArray), SchemaField("bytes", .byteArray),
            list("tags", SchemaField("", .byteArray, logicalType: .string)),
            list("matrix", list("", SchemaField("", .int32))),
            map(
                "labels", SchemaField("key", .byteArray, logicalType: .string, repetition: .required),
                SchemaField("value", .int32)),
            map(
                "numbers", SchemaField("key", .int64, repetition: .required),
                SchemaField("value", .byteArray, logicalType: .string)),
            SchemaField("place", group: parts, repetition: .required), SchemaField("previous", group: parts),
            list("route", SchemaField("", group: parts, repetition: .required)),
        ])
    }

    static func event(_ index: Int) throws -> Event {
        let place = Place(city: index % 2 == 0 ? nil : "Ulm", coordinates: index % 3 == 0 ? nil : [48.4, 10])
        return Event(
            id: try #require(UUID(uuidString: "0123456F-89AB-CDEF-0123-456789ABCDEF")),
            text: try #require(UUID(uuidString: "0123456F-89AB-CDEF-0123-456789ABCDEF")),
            at: Date(timeIntervalSince1970: 1_700_000_000 + Double(index) / 8),
            day: index % 2 == 0 ? nil : Date(timeIntervalSince1970: 86_400 * Double(index)), count: index - 3,
            small: 255,
            large: .max, ratio: 0.1, share: index % 2 == 0 ? nil : 0.1, isOpen: index % 2 == 0,
            level: index % 2 == 0 ? .low : .high, amount: Decimal(index) / 8, units: index, body: Data([1, 2]),
            bytes: index % 2 == 0 ? nil : [3], tags: (0..<index % 4).map { "t\($0)" },
            matrix: [[], [index, nil]], labels: ["a": 1, "b": index], numbers: [index: "x"], place: place,
            previous: index % 2 == 0 ? nil : place, route: (0..<index % 3).map { _ in place })
    }

    @Test func eventsComeBack() throws {
        let events = try (0..<20).map(CodableTests.event)
        let batch = try ParquetEncoder(schema: CodableTests.schema()).encode(events)
        try batch.check()
        #expect(try ParquetDecoder().decode(Event.self, from: batch) == events)
        #expect(try batch.rows[1]["amount"] == .decimal(unscaled: 125, scale: 3))
        #expect(try batch.rows[1]["units"] == .timestamp(1, unit: .nanos, isAdjustedToUTC: false))
        #expect(try batch.rows[0]["level"] == .string("low"))
        #expect(try batch.rows[5]["tags"] == .list([.string("t0")]))
    }

    struct One<Field: Codable & Equatable>: Codable, Equatable { var value: Field }

    private func encode<Field: Codable & Equatable>(_ value: Field, _ field: SchemaField) throws -> RecordBatch {
        try ParquetEncoder(schema: Schema(fields: [field])).encode([One(value: value)])
    }

    @Test func whatDoesNotFit() throws {
        let int = SchemaField("value", .int32, repetition: .required)
        #expect(throws: ParquetError(.schema, "row 0: 2147483648 does not fit the column", at: .init(column: "value")))
        {
            _ = try encode(Int64(2_147_483_648), int)
        }
        #expect(throws: ParquetError.self) { _ = try encode(1.5, int) }
        #expect(throws: ParquetError.self) { _ = try encode("1", int) }
        #expect(throws: ParquetError.self) { _ = try encode(true, int) }
        #expect(throws: ParquetError.self) { _ = try encode([1], int) }
        #expect(throws: ParquetError.self) { _ = try encode(Place(), int) }
        #expect(throws: ParquetError.self) { _ = try encode(Int?.none, int) }
        #expect(throws: ParquetError.self) { _ = try encode(Date(), int) }
        #expect(throws: ParquetError.self) { _ = try encode(1, SchemaField("other", .int32)) }
        #expect(throws: ParquetError.self) { _ = try encode(0.1, SchemaField("value", .float)) }
        #expect(throws: ParquetError.self) {
            _ = try ParquetEncoder(schema: Schema(fields: [SchemaField("a", .int96)]))
        }
        let batch = try encode(300, int)
        #expect(throws: DecodingError.self) { _ = try ParquetDecoder().decode(One<UInt8>.self, from: batch) }
        #expect(throws: DecodingError.self) { _ = try ParquetDecoder().decode(One<String>.self, from: batch) }
        #expect(throws: DecodingError.self) { _ = try ParquetDecoder().decode(One<[Int]>.self, from: batch) }
        #expect(throws: DecodingError.self) { _ = try ParquetDecoder().decode(Event.self, from: batch) }
        #expect(try ParquetDecoder().decode(One<Int?>.self, from: batch) == [One(value: 300)])
        #expect(try ParquetDecoder().decode(One<Double>.self, from: batch) == [One(value: 300)])
    }
}
