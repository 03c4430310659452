internal import ParquetBytes

extension BoundLeaf.Test {
    /// Which of `values`, none of which is null, it is true of.
    ///
    /// - Precondition: the values are of the kind that the literal is of, and not given as indices.
    func matches(_ values: ColumnValues) -> Bitmap {
        switch self {
        case .isNull: Bitmap(repeating: false, count: values.count)
        case .isNotNull: Bitmap(repeating: true, count: values.count)
        case .comparison(let comparison, let literal): BoundLeaf.Test.matches(values, comparison, literal)
        case .isIn(let set, let isNegated): BoundLeaf.Test.matches(values, set).inverted(isNegated)
        case .hasPrefix(let prefix, let isNegated):
            BoundLeaf.Test.matches(values) { $0.matches(prefix: prefix) }.inverted(isNegated)
        case .like(let parts, let isNegated):
            BoundLeaf.Test.matches(values) { $0.matches(parts) }.inverted(isNegated)
        }
    }

    private static func matches(
        _ values: ColumnValues, _ comparison: Predicate.Comparison, _ literal: PhysicalLiteral
    ) -> Bitmap {
        switch (literal, values) {
        case (.boolean(let literal), .boolean(let values)):
            Bitmap(values.span, comparison, literal ? 1 : 0 as UInt8) { $0 ? 1 : 0 }
        case (.int32(let literal), .int32(let values)): Bitmap(values.span, comparison, literal) { $0 }
        case (.uint32(let literal), .int32(let values)):
            Bitmap(values.span, comparison, literal) { UInt32(bitPattern: $0) }
        case (.int64(let literal), .int64(let values)): Bitmap(values.span, comparison, literal) { $0 }
        case (.uint64(let literal), .int64(let values)):
            Bitmap(values.span, comparison, literal) { UInt64(bitPattern: $0) }
        case (.float(let literal), .float(let values)):
            Bitmap(values.span, comparison, floatingPoint: literal)
        case (.float(let literal), .fixedLengthByteArray(let values)):
            Bitmap(values.halfPrecision.span, comparison, floatingPoint: literal)
        case (.double(let literal), .double(let values)):
            Bitmap(values.span, comparison, floatingPoint: literal)
        case (.bytes(let literal), .byteArray(let values)): values.matches(comparison, literal)
        case (.bytes(let literal), .fixedLengthByteArray(let values)): values.matches(comparison, literal)
        case (.decimal(let literal), .byteArray(let values)): values.matches(comparison, decimal: literal)
        case (.decimal(let literal), .fixedLengthByteArray(let values)): values.matches(comparison, decimal: literal)
        case (.int96(let literal), .fixedLengthByteArray(let values)):
            Bitmap(values.nanoseconds.span, comparison, literal) { $0 }
        case (.boolean, _), (.int32, _), (.uint32, _), (.int64, _), (.uint64, _), (.float, _), (.double, _),
            (.bytes, _),
            (.decimal, _), (.int96, _):
            preconditionFailure("values of another kind than the literal's")
        }
    }

    private static func matches(_ values: ColumnValues, _ set: LiteralSet) -> Bitmap {
        switch (set, values) {
        case (.int32(let set), .int32(let values)): set.bits(of: values.span, { $0 }, key: { $0.tableKey })
        case (.uint32(let set), .int32(let values)):
            set.bits(of: values.span, { UInt32(bitPattern: $0) }, key: { $0.tableKey })
        case (.int64(let set), .int64(let values)): set.bits(of: values.span, { $0 }, key: { $0.tableKey })
        case (.uint64(let set), .int64(let values)):
            set.bits(of: values.span, { UInt64(bitPattern: $0) }, key: { $0.tableKey })
        case (.float(let set, let hasNaN), .float(let values)):
            Bitmap(values.span, in: set, hasNaN: hasNaN, key: { $0.tableKey })
        case (.float(let set, let hasNaN), .fixedLengthByteArray(let values)):
            Bitmap(values.halfPrecision.span, in: set, hasNaN: hasNaN, key: { $0.tableKey })
        case (.double(let set, let hasNaN), .double(let values)):
            Bitmap(values.span, in: set, hasNaN: hasNaN, key: { $0.tableKey })
        case (.bytes(let set), .byteArray(let values)): values.matches(in: set)
        case (.bytes(let set), .fixedLengthByteArray(let values)): values.matches(in: set)
        case (.decimal(let set), .byteArray(let values)): values.matches(decimalIn: set)
        case (.decimal(let set), .fixedLengthByteArray(let values)): values.matches(decimalIn: set)
        case (.int96(let set), .fixedLengthByteArray(let values)):
            Bitmap(values.nanoseconds.span, in: set) { $0 }
        case (.int32, _), (.uint32, _), (.int64, _), (.uint64, _), (.float, _), (.double, _), (.bytes, _),
            (.decimal, _),
            (.int96, _):
            preconditionFailure("values of another kind than the literals'")
        }
    }

    private static func matches(_ values: ColumnValues, _ test: (any ByteStringStorage) -> Bitmap) -> Bitmap {
        switch values {
        case .byteArray(let values): test(values)
        case .fixedLengthByteArray(let values): test(values)
        case .boolean, .int32, .int64, .float, .double, .dictionary:
            preconditionFailure("values of another kind than the literal's")
        }
    }
}

extension Bitmap {
    /// The opposite, if `isInverted`.
    fileprivate consuming func inverted(_ isInverted: Bool) -> Bitmap {
        if isInverted { invert() }
        return self
    }
}

extension FixedLengthByteArrayValues {
    /// FLOAT16 values as numbers.
    fileprivate var halfPrecision: [Float] {
        let source = bytes.rawBytes
        return (0..<count).map { Float(binary16: source.loadUInt16(at: $0 &* 2)) }
    }

    /// INT96 values as nanoseconds since 1970: eight bytes of nanoseconds of the day, then four of the Julian day.
    fileprivate var nanoseconds: [Int128] {
        let source = bytes.rawBytes
        return (0..<count).map { index in
            Int128(
                julianDay: Int32(bitPattern: source.loadUInt32(at: index &* 12 &+ 8)),
                nanosecondsOfDay: Int64(bitPattern: source.loadUInt64(at: index &* 12)))
        }
    }
}
