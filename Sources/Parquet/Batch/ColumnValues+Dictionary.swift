internal import ParquetBytes

extension ColumnValues {
    /// Whether the values are given as indices.
    var isDictionary: Bool {
        if case .dictionary = self { true } else { false }
    }

    /// The indices, taken out so that they can be added to without a copy; none if the values are not given as such.
    mutating func takeIndices() -> [UInt32] {
        guard case .dictionary(let indices, let values) = self else { return [] }
        self = .dictionary(indices: [], values: values)
        return indices
    }

    /// Replaces indices by the values they stand for; `table` is their dictionary's, if it is there already.
    ///
    /// - Throws: `ParquetError` with code `limit` if byte strings take more than `byteLimit` bytes.
    mutating func resolveDictionary(_ table: ByteStringTable? = nil, byteLimit: Int) throws(ParquetError) {
        guard case .dictionary(let indices, let dictionary) = self else { return }
        var values = dictionary.emptied
        try values.append(indices, of: dictionary, table ?? dictionary.byteArrayTable, byteLimit: byteLimit)
        self = values
    }

    /// The values that indices stand for; the values themselves if they are not given as indices.
    ///
    /// - Throws: `ParquetError` with code `limit` if the values take 2 GiB or more.
    public func resolved() throws(ParquetError) -> ColumnValues {
        var values = self
        try values.resolveDictionary(byteLimit: Int(Int32.max))
        return values
    }

    /// No values, in the same storage.
    private var emptied: ColumnValues {
        if case .fixedLengthByteArray(let values) = self {
            return .fixedLengthByteArray(FixedLengthByteArrayValues(length: values.length))
        }
        return ColumnValues(empty: physicalType)
    }

    /// The bytes of memory that `byteArrayTable` takes.
    var tableByteCount: Int {
        guard case .byteArray(let values) = self else { return 0 }
        return values.bytes.count + values.count * 8
    }

    /// The bytes of byte strings.
    var byteStringByteCount: Int {
        switch self {
        case .byteArray(let values): values.bytes.count
        case .fixedLengthByteArray(let values): values.bytes.count
        case .boolean, .int32, .int64, .float, .double, .dictionary: 0
        }
    }

    /// Byte strings as a table; nil for other values.
    var byteArrayTable: ByteStringTable? {
        guard case .byteArray(let values) = self else { return nil }
        return ByteStringTable(offsets: values.offsets, bytes: values.bytes)
    }

    /// Appends the values of `dictionary`, whose `byteArrayTable` is given, at `indices`, which are below its count.
    ///
    /// - Throws: `ParquetError` with code `limit` if byte strings take more than `byteLimit` bytes.
    mutating func append(
        _ indices: [UInt32], of dictionary: ColumnValues, _ table: ByteStringTable?, byteLimit: Int
    ) throws(ParquetError) {
        // The payload is taken out of the enum first: changing it in place would copy the array.
        switch (dictionary, self) {
        case (.boolean(let source), .boolean(var target)):
            self = .boolean([])
            target.reserveCapacity(target.count + indices.count)
            for index in indices { target.append(source[Int(index)]) }
            self = .boolean(target)
        case (.int32(let source), .int32(var target)):
            self = .int32([])
            ColumnValues.gather(indices, source, into: &target)
            self = .int32(target)
        case (.int64(let source), .int64(var target)):
            self = .int64([])
            ColumnValues.gather(indices, source, into: &target)
            self = .int64(target)
        case (.float(let source), .float(var target)):
            self = .float([])
            ColumnValues.gather(indices, source, into: &target)
            self = .float(target)
        case (.double(let source), .double(var target)):
            self = .double([])
            ColumnValues.gather(indices, source, into: &target)
            self = .double(target)
        case (.byteArray(let source), .byteArray(var target)):
            self = .byteArray(ByteArrayValues())
            let table = table ?? ByteStringTable(offsets: source.offsets, bytes: source.bytes)
            if let needed = table.append(indices, to: &target.bytes, ends: &target.offsets, byteLimit: byteLimit) {
                throw ByteArrayValues.limitError(needed, min(byteLimit, Int(Int32.max)))
            }
            self = .byteArray(target)
        case (.fixedLengthByteArray(let source), .fixedLengthByteArray(var target)):
            let (added, overflow) = indices.count.multipliedReportingOverflow(by: source.length)
            guard !overflow, added <= byteLimit - target.bytes.count else {
                throw ByteArrayValues.limitError(overflow ? .max : target.bytes.count + added, byteLimit)
            }
            self = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            ColumnValues.gather(indices, source, into: &target)
            self = .fixedLengthByteArray(target)
        case (.boolean, _), (.int32, _), (.int64, _), (.float, _), (.double, _), (.byteArray, _),
            (.fixedLengthByteArray, _), (.dictionary, _):
            assertionFailure("a dictionary of another type than the column's")
        }
    }

    private static func gather<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ indices: [UInt32], _ source: [Value], into target: inout [Value]
    ) {
        let start = target.count
        target.resizeUninitialized(to: start + indices.count)
        let from = source.span
        let places = indices.span
        var to = target.mutableSpan
        for index in places.indices { to[start + index] = from[Int(places[index])] }
    }

    private static func gather(
        _ indices: [UInt32], _ source: FixedLengthByteArrayValues, into target: inout FixedLengthByteArrayValues
    ) {
        let length = source.length
        var to = target.bytes.count
        target.bytes.resizeUninitialized(to: to + indices.count * length)
        var bytes = target.bytes.mutableRawBytes
        let distinct = source.bytes.rawBytes
        for index in indices {
            bytes.copyOverwriting(from: distinct, at: Int(index) * length, count: length, to: to)
            to += length
        }
    }
}
