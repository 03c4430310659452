import Parquet
import ParquetTestSupport

/// A flat struct.
struct Trade: ParquetRow, Equatable {
    var id: Int64
    var price: Double
    var at: Int64
    var note: String?

    static func encode(_ rows: [Trade], into encoder: inout RowEncoder) throws(ParquetError) {
        try encoder.encode("id", rows.map(\.id))
        try encoder.encode("price", rows.map(\.price))
        try encoder.encode("at", rows.map(\.at), as: .timestamp(unit: .micros, isAdjustedToUTC: true))
        try encoder.encode("note", rows.map(\.note), fieldID: 7)
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Trade] {
        let id: [Int64] = try decoder.decode("id")
        let price: [Double] = try decoder.decode("price")
        let at: [Int64] = try decoder.decode("at", as: .timestamp(unit: .micros, isAdjustedToUTC: true))
        let note: [String?] = try decoder.decode("note")
        return decoder.rows.map { Trade(id: id[$0], price: price[$0], at: at[$0], note: note[$0]) }
    }
}

/// An enumeration of text.
enum Level: String, ParquetField, CaseIterable {
    case low, middle, high
}

/// An enumeration of numbers.
enum Port: UInt16, ParquetField, CaseIterable {
    case http = 80
    case https = 443
}

/// A group, in which all may be missing.
struct Location: ParquetRow, Equatable {
    var city: String?
    var coordinates: [Double]?
    var level: Level?

    static func encode(_ rows: [Location], into encoder: inout RowEncoder) throws(ParquetError) {
        try encoder.encode("city", rows.map(\.city))
        try encoder.encode("coordinates", rows.map(\.coordinates))
        try encoder.encode("level", rows.map(\.level))
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Location] {
        let city: [String?] = try decoder.decode("city")
        let coordinates: [[Double]?] = try decoder.decode("coordinates")
        let level: [Level?] = try decoder.decode("level")
        return decoder.rows.map { Location(city: city[$0], coordinates: coordinates[$0], level: level[$0]) }
    }
}

/// Everything in everything.
struct Visit: ParquetRow, Equatable {
    var port: Port
    var raw: [UInt8]
    var home: Location
    var last: Location?
    var all: [Location]
    var sparse: [Location?]?
    var matrix: [[Int32?]]
    var counts: [String: Int]
    var places: [Int16: [Location]]?
    var price: FixedDecimal<9, 2>
    var total: FixedDecimal<38, 10>?
    var anything: VariantValue?

    static func encode(_ rows: [Visit], into encoder: inout RowEncoder) throws(ParquetError) {
        try encoder.encode("port", rows.map(\.port))
        try encoder.encode("raw", rows.map(\.raw))
        try encoder.encode("home", rows.map(\.home))
        try encoder.encode("last", rows.map(\.last))
        try encoder.encode("all", rows.map(\.all))
        try encoder.encode("sparse", rows.map(\.sparse))
        try encoder.encode("matrix", rows.map(\.matrix))
        try encoder.encode("counts", rows.map(\.counts))
        try encoder.encode("places", rows.map(\.places))
        try encoder.encode("price", rows.map(\.price))
        try encoder.encode("total", rows.map(\.total))
        try encoder.encode("anything", rows.map(\.anything))
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Visit] {
        let port: [Port] = try decoder.decode("port")
        let raw: [[UInt8]] = try decoder.decode("raw")
        let home: [Location] = try decoder.decode("home")
        let last: [Location?] = try decoder.decode("last")
        let all: [[Location]] = try decoder.decode("all")
        let sparse: [[Location?]?] = try decoder.decode("sparse")
        let matrix: [[[Int32?]]] = try decoder.decode("matrix")
        let counts: [[String: Int]] = try decoder.decode("counts")
        let places: [[Int16: [Location]]?] = try decoder.decode("places")
        let price: [FixedDecimal<9, 2>] = try decoder.decode("price")
        let total: [FixedDecimal<38, 10>?] = try decoder.decode("total")
        let anything: [VariantValue?] = try decoder.decode("anything")
        return decoder.rows.map {
            Visit(
                port: port[$0], raw: raw[$0], home: home[$0], last: last[$0], all: all[$0], sparse: sparse[$0],
                matrix: matrix[$0], counts: counts[$0], places: places[$0], price: price[$0], total: total[$0],
                anything: anything[$0])
        }
    }
}

extension Location {
    static func random(_ random: inout SeededGenerator) -> Location {
        Location(
            city: optional(&random) { "city \(Int.random(in: 0..<5, using: &$0))" },
            coordinates: optional(&random) { array(&$0) { Double.random(in: -90...90, using: &$0) } },
            level: optional(&random) { Level.allCases.randomElement(using: &$0) ?? .low })
    }
}

extension Visit {
    static func random(_ random: inout SeededGenerator) -> Visit {
        Visit(
            port: Bool.random(using: &random) ? .http : .https,
            raw: array(&random) { UInt8.random(in: .min ... .max, using: &$0) },
            home: Location.random(&random),
            last: optional(&random) { Location.random(&$0) },
            all: array(&random) { Location.random(&$0) },
            sparse: optional(&random) { array(&$0) { optional(&$0) { Location.random(&$0) } } },
            matrix: array(&random) { array(&$0) { optional(&$0) { Int32.random(in: .min ... .max, using: &$0) } } },
            counts: Dictionary(
                array(&random) { ("k\(Int.random(in: 0..<9, using: &$0))", Int.random(in: 0..<9, using: &$0)) }
            ) { $1 },
            places: optional(&random) {
                Dictionary(
                    array(&$0) { (Int16.random(in: 0..<9, using: &$0), array(&$0) { Location.random(&$0) }) }
                ) { $1 }
            },
            price: FixedDecimal(unscaled: Int128.random(in: -999_999_999...999_999_999, using: &random)),
            total: optional(&random) {
                FixedDecimal(unscaled: Int128(Int64.random(in: .min ... .max, using: &$0)) * 99)
            },
            anything: optional(&random) { random in
                Bool.random(using: &random)
                    ? .int8(1) : .object([VariantField(name: "a", value: .array([.null, .string("x")]))])
            })
    }
}

private func optional<Value>(
    _ random: inout SeededGenerator, _ make: (inout SeededGenerator) -> Value
) -> Value? {
    Int.random(in: 0..<4, using: &random) == 0 ? nil : make(&random)
}

private func array<Value>(_ random: inout SeededGenerator, _ make: (inout SeededGenerator) -> Value) -> [Value] {
    (0..<Int.random(in: 0..<4, using: &random)).map { _ in make(&random) }
}
