#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Parquet

/// A place for a value of a schema, which encoding fills.
final class ValueNode {
    private enum Content {
        case missing
        case value(Value)
        case fields([ValueNode?])
        case elements([ValueNode])
        case entries([(key: ValueNode, value: ValueNode)])
    }

    let kind: FieldShape.Kind
    let path: [String]
    private let isNullable: Bool
    private let columns: [ColumnDescriptor]
    private var content = Content.missing
    private var failed: (any Error)?

    init(_ kind: FieldShape.Kind, isNullable: Bool, columns: [ColumnDescriptor], path: [String]) {
        self.kind = kind
        self.isNullable = isNullable
        self.columns = columns
        self.path = path
    }

    private func node(_ shape: FieldShape) -> ValueNode {
        ValueNode(shape.kind, isNullable: shape.isNullable, columns: columns, path: path + [shape.name])
    }

    func failure(_ message: String) -> EncodingFailure { EncodingFailure(message: message, path: path) }

    /// The value, once everything is encoded.
    func value() throws -> Value {
        if let failed { throw failed }
        switch content {
        case .missing:
            // A type may ask for no container at all where it has nothing to say.
            guard !isNullable else { return .null }
            switch kind {
            case .list: return .list([])
            case .map: return .map([])
            case .group(let shapes):
                content = .fields([ValueNode?](repeating: nil, count: shapes.count))
                return try value()
            case .leaf, .variant: throw failure("no value where one is required")
            }
        case .value(let value): return value
        case .fields(let nodes):
            guard case .group(let shapes) = kind else { return .null }
            let values = try zip(shapes, nodes).map { shape, node in
                try node?.value() ?? (shape.isNullable ? .null : try self.node(shape).value())
            }
            return .group(GroupValue(names: shapes.map(\.name), values: values))
        case .elements(let nodes): return .list(try nodes.map { try $0.value() })
        case .entries(let entries):
            return .map(try entries.map { MapEntry(key: try $0.key.value(), value: try $0.value.value()) })
        }
    }

    // MARK: Places inside

    /// The field for `key` of a group, or the value for `key` of a map.
    func part(_ key: any CodingKey) throws -> ValueNode {
        switch kind {
        case .group(let shapes):
            guard let index = shapes.firstIndex(where: { $0.name == key.stringValue }) else {
                throw failure("there is no field \(key.stringValue)")
            }
            var nodes = [ValueNode?](repeating: nil, count: shapes.count)
            if case .fields(let existing) = content { nodes = existing }
            let part = node(shapes[index])
            nodes[index] = part
            content = .fields(nodes)
            return part
        case .map(let keyShape, let valueShape):
            let keyNode = node(keyShape)
            if let number = key.intValue, (try? keyNode.encode(integer: Int128(number))) != nil {
                // Dictionaries of integers have both kinds of keys.
            } else {
                try keyNode.encode(string: key.stringValue)
            }
            return append(keyNode, node(valueShape))
        case .leaf, .list, .variant: throw failure("fields where \(kindName) is wanted")
        }
    }

    private func append(_ key: ValueNode, _ value: ValueNode) -> ValueNode {
        var entries: [(key: ValueNode, value: ValueNode)] = []
        if case .entries(let existing) = content { entries = existing }
        content = .missing
        entries.append((key, value))
        content = .entries(entries)
        return value
    }

    /// The next element of a list. Dictionaries of other keys give key and value by turns.
    func element(_ index: Int) throws -> ValueNode {
        switch kind {
        case .list(let shape):
            var nodes: [ValueNode] = []
            if case .elements(let existing) = content { nodes = existing }
            content = .missing
            let element = node(shape)
            nodes.append(element)
            content = .elements(nodes)
            return element
        case .map(let keyShape, let valueShape):
            if index % 2 == 0 {
                let key = node(keyShape)
                _ = append(key, node(valueShape))
                return key
            }
            guard case .entries(let entries) = content, let last = entries.last else {
                throw failure("a value without a key")
            }
            return last.value
        case .leaf, .group, .variant: throw failure("elements where \(kindName) is wanted")
        }
    }

    /// As `part(_:)`, for containers, which cannot throw when they are asked for: the failure comes when the values are taken.
    func partOrNowhere(_ key: any CodingKey) -> ValueNode {
        do { return try part(key) } catch {
            failed = failed ?? error
            return ValueNode(.group([]), isNullable: true, columns: columns, path: path)
        }
    }

    /// As `element(_:)`, for containers.
    func elementOrNowhere(_ index: Int) -> ValueNode {
        do { return try element(index) } catch {
            failed = failed ?? error
            return ValueNode(.group([]), isNullable: true, columns: columns, path: path)
        }
    }

    /// Says that the value is there, even if nothing is in it.
    func begin() {
        guard case .missing = content else { return }
        switch kind {
        case .group(let shapes): content = .fields([ValueNode?](repeating: nil, count: shapes.count))
        case .list: content = .elements([])
        case .map: content = .entries([])
        case .leaf, .variant: break
        }
    }

    // MARK: Values

    func encodeNil() { content = .value(.null) }

    func encode(_ value: some Encodable) throws {
        switch value {
        case let value as Date: try encode(scalar: value)
        case let value as UUID: try encode(scalar: value)
        case let value as Data: try encode(scalar: value)
        case let value as Decimal: try encode(scalar: value)
        case let value as [UInt8] where isLeaf: try encode(scalar: value.map { $0 } as [UInt8])
        default: try value.encode(to: ValueEncoder(node: self))
        }
    }

    private var isLeaf: Bool {
        if case .leaf = kind { true } else { false }
    }

    private func encode(scalar: some ParquetField) throws {
        let column = try column()
        guard let value = try? Value(scalar, in: column) else {
            throw failure("\(scalar) does not fit the column")
        }
        content = .value(value)
    }

    func encode(boolean: Bool) throws {
        guard try column().physicalType == .boolean else { throw failure("\(boolean) does not fit the column") }
        content = .value(.boolean(boolean))
    }

    func encode(string: String) throws {
        let column = try column()
        switch column.logicalType {
        case .uuid:
            guard let uuid = UUID(uuidString: string) else { throw failure("\(string) is no UUID") }
            try encode(scalar: uuid)
        default: content = .value(.string(string))
        }
    }

    func encode(number: Double) throws {
        let column = try column()
        if column.physicalType == .double {
            content = .value(.double(number))
        } else if let narrow = Float(exactly: number) {
            content = .value(.float(narrow))
        } else if number.isNaN {
            content = .value(.float(.nan))
        } else {
            throw failure("\(number) does not fit the column exactly")
        }
    }

    func encode(integer: Int128) throws {
        let column = try column()
        guard let value = Value(integer: integer, in: column) else {
            throw failure("\(integer) does not fit the column")
        }
        content = .value(value)
    }

    private func column() throws -> ColumnDescriptor {
        guard case .leaf(let column) = kind else { throw failure("a single value where \(kindName) is wanted") }
        return columns[column]
    }

    private var kindName: String {
        switch kind {
        case .leaf: "a single value"
        case .group: "a group"
        case .list: "a list"
        case .map: "a map"
        case .variant: "a variant, which is not encoded,"
        }
    }
}

extension Value {
    /// What `column` has for an integer; nil if it has nothing. Whether it is in the column's range is seen when it is shredded.
    fileprivate init?(integer: Int128, in column: ColumnDescriptor) {
        var value: Value?
        switch (column.physicalType, column.logicalType) {
        case (.int32, .integer(_, isSigned: false)): value = UInt32(exactly: integer).map { .uint32($0) }
        case (.int64, .integer(_, isSigned: false)): value = UInt64(exactly: integer).map { .uint64($0) }
        case (_, .decimal): value = .decimal(unscaled: integer, scale: 0)
        case (_, .date): value = Int32(exactly: integer).map { .date(days: $0) }
        case (_, .time(let unit, let isAdjustedToUTC)):
            value = Int64(exactly: integer).map { .time($0, unit: unit, isAdjustedToUTC: isAdjustedToUTC) }
        case (_, .timestamp(let unit, let isAdjustedToUTC)):
            value = Int64(exactly: integer).map { .timestamp($0, unit: unit, isAdjustedToUTC: isAdjustedToUTC) }
        case (.int32, _): value = Int32(exactly: integer).map { .int32($0) }
        case (.int64, _): value = Int64(exactly: integer).map { .int64($0) }
        case (.double, _): value = Double(exactly: integer).map { .double($0) }
        case (.float, _): value = Float(exactly: integer).map { .float($0) }
        default: break
        }
        guard let value else { return nil }
        self = value
    }
}
