/// Encodes into a place of a schema.
struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let node: ValueNode
    var codingPath: [any CodingKey] { node.path.map { SchemaKey(stringValue: $0) } }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.begin()
        return KeyedEncodingContainer(Fields(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.begin()
        return Elements(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { node.encodeNil() }
    func encode(_ value: Bool) throws { try node.encode(boolean: value) }
    func encode(_ value: String) throws { try node.encode(string: value) }
    func encode(_ value: Double) throws { try node.encode(number: value) }
    func encode(_ value: Float) throws { try node.encode(number: Double(value)) }
    func encode(_ value: Int) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: Int8) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: Int16) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: Int32) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: Int64) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: UInt) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: UInt8) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: UInt16) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: UInt32) throws { try node.encode(integer: Int128(value)) }
    func encode(_ value: UInt64) throws { try node.encode(integer: Int128(value)) }
    func encode<T: Encodable>(_ value: T) throws { try node.encode(value) }

    /// The fields of a group, or the entries of a map.
    private struct Fields<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: ValueNode
        var codingPath: [any CodingKey] { ValueEncoder(node: node).codingPath }

        func encodeNil(forKey key: Key) throws { try node.part(key).encodeNil() }
        func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try node.part(key).encode(value) }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            superEncoder(forKey: key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            superEncoder(forKey: key).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { ValueEncoder(node: node.partOrNowhere(SchemaKey(stringValue: "super"))) }
        func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(node: node.partOrNowhere(key)) }
    }

    /// The elements of a list.
    private struct Elements: UnkeyedEncodingContainer {
        let node: ValueNode
        var count = 0
        var codingPath: [any CodingKey] { ValueEncoder(node: node).codingPath }

        private mutating func next() throws -> ValueNode {
            let element = try node.element(count)
            count += 1
            return element
        }

        mutating func encodeNil() throws { try next().encodeNil() }
        mutating func encode<T: Encodable>(_ value: T) throws { try next().encode(value) }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) -> KeyedEncodingContainer<Nested> {
            superEncoder().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

        mutating func superEncoder() -> any Encoder {
            count += 1
            return ValueEncoder(node: node.elementOrNowhere(count - 1))
        }
    }
}

/// The name of a field, or of an element.
struct SchemaKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
