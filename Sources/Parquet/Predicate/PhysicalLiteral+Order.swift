internal import ParquetBytes

extension PhysicalLiteral {
    /// The value of `column` that stands as `bytes` in its statistics: in PLAIN encoding, byte arrays without their length. Nil
    /// for other lengths and for types whose bounds do not order as predicates do.
    init?(bound bytes: [UInt8], of column: ColumnDescriptor) {
        let raw = bytes.rawBytes
        switch (column.physicalType, ComparisonDomain(column)) {
        case (.boolean, _):
            guard bytes.count == 1 else { return nil }
            self = .boolean(bytes[0] != 0)
        case (.int32, let domain):
            guard bytes.count == 4 else { return nil }
            let bits = raw.loadUInt32(at: 0)
            if case .uint32 = domain { self = .uint32(bits) } else { self = .int32(Int32(bitPattern: bits)) }
        case (.int64, let domain):
            guard bytes.count == 8 else { return nil }
            let bits = raw.loadUInt64(at: 0)
            if case .uint64 = domain { self = .uint64(bits) } else { self = .int64(Int64(bitPattern: bits)) }
        case (.float, _):
            guard bytes.count == 4 else { return nil }
            self = .float(Float(bitPattern: raw.loadUInt32(at: 0)))
        case (.double, _):
            guard bytes.count == 8 else { return nil }
            self = .double(Double(bitPattern: raw.loadUInt64(at: 0)))
        case (.byteArray, .bytesDecimal), (.fixedLengthByteArray, .bytesDecimal): self = .decimal(bytes)
        case (.fixedLengthByteArray, .float):
            guard bytes.count == 2 else { return nil }
            self = .float(Float(binary16: raw.loadUInt16(at: 0)))
        case (.byteArray, .bytes), (.fixedLengthByteArray, .bytes), (.fixedLengthByteArray, .uuid):
            self = .bytes(bytes)
        case (.int96, _), (.byteArray, _), (.fixedLengthByteArray, _): return nil
        }
    }

    /// Whether it is NaN.
    var isNaN: Bool {
        switch self {
        case .float(let value): value.isNaN
        case .double(let value): value.isNaN
        case .boolean, .int32, .uint32, .int64, .uint64, .bytes, .decimal, .int96: false
        }
    }

    /// How it stands to `other`, which is of the same kind, as predicates compare.
    func order(_ other: PhysicalLiteral) -> ValueOrder.Comparison {
        switch (self, other) {
        case (.boolean(let left), .boolean(let right)): PhysicalLiteral.order(left ? 1 : 0, right ? 1 : 0)
        case (.int32(let left), .int32(let right)): PhysicalLiteral.order(left, right)
        case (.uint32(let left), .uint32(let right)): PhysicalLiteral.order(left, right)
        case (.int64(let left), .int64(let right)): PhysicalLiteral.order(left, right)
        case (.uint64(let left), .uint64(let right)): PhysicalLiteral.order(left, right)
        case (.float(let left), .float(let right)): PhysicalLiteral.order(floatingPoint: left, right)
        case (.double(let left), .double(let right)): PhysicalLiteral.order(floatingPoint: left, right)
        case (.bytes(let left), .bytes(let right)):
            PhysicalLiteral.order(left.rawBytes.compare(0, left.count, right.rawBytes), 0)
        case (.decimal(let left), .decimal(let right)):
            ValueOrder(kind: .bigEndianDecimal).compare(left, right) ?? .equal
        case (.int96(let left), .int96(let right)): PhysicalLiteral.order(left, right)
        case (.boolean, _), (.int32, _), (.uint32, _), (.int64, _), (.uint64, _), (.float, _), (.double, _),
            (.bytes, _),
            (.decimal, _), (.int96, _):
            preconditionFailure("literals of different kinds")
        }
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> ValueOrder.Comparison {
        left < right ? .less : left == right ? .equal : .greater
    }

    /// NaN equals itself and is above all others.
    private static func order<Value: BinaryFloatingPoint>(
        floatingPoint left: Value, _ right: Value
    ) -> ValueOrder.Comparison {
        left.isNaN || right.isNaN ? order(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) : order(left, right)
    }
}
