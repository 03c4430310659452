import Foundation
import ParquetFoundation
import ParquetMacros

/// An order whose conformance is written by hand.
struct HandwrittenOrder: ParquetRow {
    var order: Order

    static func encode(_ rows: [HandwrittenOrder], into encoder: inout RowEncoder) throws(ParquetError) {
        let rows = rows.map(\.order)
        try encoder.encode("id", rows.map(\.id))
        try encoder.encode("unit_price", rows.map(\.price), fieldID: 2)
        try encoder.encode("at", rows.map(\.at), as: .timestamp(unit: .millis, isAdjustedToUTC: true))
        try encoder.encode("day", rows.map(\.day), as: .date)
        try encoder.encode("placed", rows.map(\.placed))
        try encoder.encode("token", rows.map(\.token))
        try encoder.encode("payload", rows.map(\.payload))
        try encoder.encode("side", rows.map(\.side))
        try encoder.encode("limit", rows.map(\.limit))
        try encoder.encode("default", rows.map(\.default))
        try encoder.encode("decoder", rows.map(\.decoder))
        try encoder.encode("quantity", rows.map(\.quantity))
        try encoder.encode("note", rows.map(\.note))
        try encoder.encode("tags", rows.map(\.tags))
        try encoder.encode("customer", rows.map { HandwrittenCustomer(customer: $0.customer) })
        try encoder.encode("shipping", rows.map { $0.shipping.map(HandwrittenCustomer.init) })
        try encoder.encode("lines", rows.map { $0.lines.map(HandwrittenLine.init) })
        try encoder.encode("counts", rows.map(\.counts))
        try encoder.encode("extra", rows.map(\.extra), as: .json)
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [HandwrittenOrder] {
        let id: [Int64] = try decoder.decode("id")
        let price: [FixedDecimal<9, 2>] = try decoder.decode("unit_price")
        let at: [Int64] = try decoder.decode("at", as: .timestamp(unit: .millis, isAdjustedToUTC: true))
        let day: [Date] = try decoder.decode("day", as: .date)
        let placed: [Date] = try decoder.decode("placed")
        let token: [UUID] = try decoder.decode("token")
        let payload: [Data] = try decoder.decode("payload")
        let side: [Side] = try decoder.decode("side")
        let limit: [Level?] = try decoder.decode("limit")
        let `default`: [Bool] = try decoder.decode("default")
        let text: [String] = try decoder.decode("decoder")
        let quantity: [Int] = try decoder.decode("quantity")
        let note: [String?] = try decoder.decode("note")
        let tags: [[String]] = try decoder.decode("tags")
        let customer: [HandwrittenCustomer] = try decoder.decode("customer")
        let shipping: [HandwrittenCustomer?] = try decoder.decode("shipping")
        let lines: [[HandwrittenLine]] = try decoder.decode("lines")
        let counts: [[String: Int32]] = try decoder.decode("counts")
        let extra: [[String?]?] = try decoder.decode("extra", as: .json)
        return decoder.rows.map {
            HandwrittenOrder(
                order: Order(
                    id: id[$0], price: price[$0], at: at[$0], day: day[$0], placed: placed[$0], token: token[$0],
                    payload: payload[$0], side: side[$0], limit: limit[$0], default: `default`[$0], decoder: text[$0],
                    quantity: quantity[$0], note: note[$0], tags: tags[$0], customer: customer[$0].customer,
                    shipping: shipping[$0]?.customer, lines: lines[$0].map(\.line), counts: counts[$0],
                    extra: extra[$0]))
        }
    }
}

struct HandwrittenCustomer: ParquetRow {
    var customer: Customer

    static func encode(_ rows: [HandwrittenCustomer], into encoder: inout RowEncoder) throws(ParquetError) {
        try encoder.encode("name", rows.map(\.customer.name))
        try encoder.encode("city", rows.map(\.customer.city))
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [HandwrittenCustomer] {
        let name: [String] = try decoder.decode("name")
        let city: [String?] = try decoder.decode("city")
        return decoder.rows.map { HandwrittenCustomer(customer: Customer(name: name[$0], city: city[$0])) }
    }
}

struct HandwrittenLine: ParquetRow {
    var line: Line

    static func encode(_ rows: [HandwrittenLine], into encoder: inout RowEncoder) throws(ParquetError) {
        try encoder.encode("sku", rows.map(\.line.sku))
        try encoder.encode("weights", rows.map(\.line.weights))
    }

    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [HandwrittenLine] {
        let sku: [String] = try decoder.decode("sku")
        let weights: [[Double?]] = try decoder.decode("weights")
        return decoder.rows.map { HandwrittenLine(line: Line(sku: sku[$0], weights: weights[$0])) }
    }
}
