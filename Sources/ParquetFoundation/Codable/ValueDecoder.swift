#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Parquet

/// Decodes a value of a row.
struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: Value
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch value {
        case .group(let group):
            var fields: [String: Value] = [:]
            // Of two fields with one name the first counts.
            for (name, value) in zip(group.names, group.values) where fields[name] == nil { fields[name] = value }
            return KeyedDecodingContainer(Fields(fields: fields, codingPath: codingPath))
        case .map(let entries):
            var fields: [String: Value] = [:]
            for entry in entries { fields[try key(entry.key)] = entry.value }
            return KeyedDecodingContainer(Fields(fields: fields, codingPath: codingPath))
        default: throw mismatch(type, "fields")
        }
    }

    private func key(_ value: Value) throws -> String {
        if case .string(let string) = value { return string }
        guard let number = value.integer else { throw mismatch(String.self, "a key") }
        return String(number)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch value {
        case .list(let values): return Elements(values: values, codingPath: codingPath)
        case .map(let entries): return Elements(values: entries.flatMap { [$0.key, $0.value] }, codingPath: codingPath)
        default: throw mismatch([Value].self, "elements")
        }
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func mismatch(_ type: Any.Type, _ wanted: String) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "\(wanted) wanted, the row has \(value)")
        if case .null = value { return .valueNotFound(type, context) }
        return .typeMismatch(type, context)
    }

    func decodeNil() -> Bool { value == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .boolean(let boolean) = value else { throw mismatch(type, "a boolean") }
        return boolean
    }

    func decode(_ type: String.Type) throws -> String {
        switch value {
        case .string(let string): return string
        case .uuid(let number): return UUID(number).uuidString.lowercased()
        default: throw mismatch(type, "text")
        }
    }

    func decode(_ type: Double.Type) throws -> Double {
        switch value {
        case .double(let number): return number
        case .float(let number): return Double(number)
        default:
            guard let number = value.integer.flatMap({ Double(exactly: $0) }) else { throw mismatch(type, "a number") }
            return number
        }
    }

    func decode(_ type: Float.Type) throws -> Float {
        if case .float(let number) = value { return number }
        let wide = try decode(Double.self)
        guard let number = Float(exactly: wide) ?? (wide.isNaN ? .nan : nil) else {
            throw mismatch(type, "a number of 32 bits")
        }
        return number
    }

    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    private func integer<Number: FixedWidthInteger>() throws -> Number {
        guard let number = value.integer.flatMap({ Number(exactly: $0) }) else {
            throw mismatch(Number.self, "an integer of \(Number.bitWidth) bits")
        }
        return number
    }

    func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded {
        if let special = special(type), let decoded = special as? Decoded { return decoded }
        return try Decoded(from: self)
    }

    /// The value, if it is one that Foundation's types have columns for.
    private func special(_ type: Any.Type) -> Any? {
        switch value {
        case .timestamp(let number, let unit, isAdjustedToUTC: true) where type == Date.self:
            Date(number, unit)
        case .date(let days) where type == Date.self: Date(Int64(days) * 86_400_000, .millis)
        case .uuid(let number) where type == UUID.self: UUID(number)
        case .bytes(let bytes) where type == Data.self: Data(bytes)
        case .bytes(let bytes) where type == [UInt8].self: bytes
        case .decimal(let unscaled, let scale) where type == Decimal.self: Decimal(unscaled: unscaled, scale: scale)
        default: nil
        }
    }

    /// The fields of a group, or the entries of a map.
    private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let fields: [String: Value]
        let codingPath: [any CodingKey]

        var allKeys: [Key] { fields.keys.compactMap { Key(stringValue: $0) } }

        func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

        private func decoder(_ key: any CodingKey) throws -> ValueDecoder {
            guard let value = fields[key.stringValue] else {
                throw DecodingError.keyNotFound(
                    key, .init(codingPath: codingPath, debugDescription: "there is no field \(key.stringValue)"))
            }
            return ValueDecoder(value: value, codingPath: codingPath + [key])
        }

        func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }

        func decode<Decoded: Decodable>(_ type: Decoded.Type, forKey key: Key) throws -> Decoded {
            try decoder(key).decode(type)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            try decoder(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { try decoder(SchemaKey(stringValue: "super")) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
    }

    /// The elements of a list.
    private struct Elements: UnkeyedDecodingContainer {
        let values: [Value]
        let codingPath: [any CodingKey]
        var currentIndex = 0

        init(values: [Value], codingPath: [any CodingKey]) {
            self.values = values
            self.codingPath = codingPath
        }

        var count: Int? { values.count }
        var isAtEnd: Bool { currentIndex == values.count }

        private mutating func next() throws -> ValueDecoder {
            guard currentIndex < values.count else {
                throw DecodingError.valueNotFound(
                    Value.self, .init(codingPath: codingPath, debugDescription: "the list has \(values.count) elements")
                )
            }
            currentIndex += 1
            return ValueDecoder(
                value: values[currentIndex - 1], codingPath: codingPath + [SchemaKey(intValue: currentIndex - 1)])
        }

        mutating func decodeNil() throws -> Bool {
            guard currentIndex < values.count, values[currentIndex] == .null else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded { try next().decode(type) }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            try next().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            try next().unkeyedContainer()
        }

        mutating func superDecoder() throws -> any Decoder { try next() }
    }
}

extension Value {
    /// The integer, be it a plain one, the units of a time, or a decimal without a fraction.
    fileprivate var integer: Int128? {
        switch self {
        case .int32(let number): Int128(number)
        case .int64(let number): Int128(number)
        case .uint32(let number): Int128(number)
        case .uint64(let number): Int128(number)
        case .date(let days): Int128(days)
        case .time(let number, _, _), .timestamp(let number, _, _): Int128(number)
        case .decimal(let unscaled, scale: 0): unscaled
        default: nil
        }
    }
}
