import Foundation
import ParquetFoundation
import ParquetMacros

/// A row of everything, made by the macro.
@ParquetRow public struct Order: Equatable {
    let id: Int64
    @ParquetColumn("unit_price", fieldID: 2) var price: FixedDecimal<9, 2>
    @ParquetColumn(as: .timestamp(unit: .millis, isAdjustedToUTC: true)) var at: Int64
    @ParquetColumn(as: .date) var day: Date
    var placed: Date
    var token: UUID
    var payload: Data
    var side: Side
    var limit: Level?
    var `default`: Bool
    var decoder: String
    var quantity = 1
    var note: String?
    var tags: [String]
    var customer: Customer
    var shipping: Customer?
    var lines: [Line]
    var counts: [String: Int32]
    @ParquetColumn(as: .json) var extra: [String?]?
    @ParquetIgnored var isSelected = false
    var isLarge: Bool { quantity > 100 }
    static let none: [Order] = []
}

enum Side: String, ParquetField { case buy, sell }

enum Level: UInt16, ParquetField {
    case low = 1
    case high = 40_000
}

@ParquetRow struct Customer: Equatable {
    var name: String
    var city: String?
}

@ParquetRow struct Line: Equatable {
    var sku: String, weights: [Double?]
}

extension Order {
    /// Two rows, whose values `read_orders.py` expects.
    static let samples = [
        Order(
            id: 1, price: FixedDecimal(unscaled: 1999), at: 1_760_000_000_001,
            day: Date(timeIntervalSince1970: 86_400 * 20_000), placed: Date(timeIntervalSince1970: 1_760_000_000.25),
            token: UUID(
                uuid: (
                    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff
                )),
            payload: Data([1, 2, 255]), side: .buy, limit: .high, default: true, decoder: "a", quantity: 3,
            note: nil, tags: ["x", "y"], customer: Customer(name: "Ann", city: "Ulm"), shipping: nil,
            lines: [Line(sku: "A1", weights: [1.5, nil]), Line(sku: "A2", weights: [])], counts: ["b": 2, "a": 1],
            extra: ["{}", nil]),
        Order(
            id: .min, price: FixedDecimal(unscaled: -5), at: -1, day: Date(timeIntervalSince1970: -86_400),
            placed: Date(timeIntervalSince1970: -0.5),
            token: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)), payload: Data(), side: .sell,
            limit: nil, default: false, decoder: "", note: "late, ünder", tags: [],
            customer: Customer(name: "Bo", city: nil), shipping: Customer(name: "Cy", city: nil), lines: [],
            counts: [:], extra: nil),
    ]
}

/// The access levels and shapes of declarations that the macro meets.
public enum Shapes {
    /// As a library declares it: the initializer is its own.
    @ParquetRow public struct Published: Equatable {
        public let a: Int, b: Double
        /// The pair.
        public init(a: Int, b: Double = 0) {
            self.a = a
            self.b = b
        }
    }

    @ParquetRow fileprivate struct Hidden: Equatable {
        private var a: Int
        static let sample = Hidden(a: 4)
    }

    /// The conformance is stated already.
    @ParquetRow struct Stated: ParquetRow, Equatable {
        var a: Int!
    }

    /// Names that are keywords, or no words, or those of the expansion.
    @ParquetRow struct Named: Equatable {
        var `inout`: Int, `let`: Int, `in`: Int, `init`: Int, `two words`: Int, `1`: Int
        var rows: String, encode: Bool, decode: Bool, encoder: Int, decoder: Int
        static let sample = Named(
            `inout`: 1, let: 2, in: 3, init: 4, `two words`: 5, `1`: 6, rows: "", encode: true, decode: false,
            encoder: 7, decoder: 8)
    }

    /// Types of the names that the expansion uses.
    struct RowEncoder {}
    struct RowDecoder {}
    enum ParquetError: Error {}

    @ParquetRow struct Conditional: Equatable {
        var a: Int
        var b: Int
        #if canImport(ParquetMacros)
            @ParquetIgnored var c = 3
        #endif
    }
}

extension Shapes {
    @ParquetRow struct Extended: Equatable {
        var published: Published
        fileprivate var hidden: Hidden
        var conditional: [String: Conditional]
        var stated: Stated?
        static let sample = Extended(
            published: Published(a: 1, b: 2.5), hidden: .sample, conditional: ["x": Conditional(a: 1, b: 2)],
            stated: Stated(a: nil))
    }
}
