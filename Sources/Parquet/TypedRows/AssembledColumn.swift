public import ParquetBytes

/// A field of a batch that is being read into Swift values, and which of its slots are asked for.
///
/// A slot is open as long as nothing above it is null. Types that have no null read all open slots and refuse nulls in them;
/// `Optional` closes those that are null and reads the others.
public struct AssembledColumn: Sendable {
    private let column: NestedColumn
    /// A one for each open slot; nil if all are.
    private let open: Bitmap?
    /// How many slots are open: as many values are read.
    public let openCount: Int
    /// What values shall mean, where the reader says so.
    public let logicalType: LogicalType?
    private let columns: [ColumnDescriptor]

    /// The field `column`, whose leaves are of `columns`.
    init(
        _ column: NestedColumn, open: Bitmap?, openCount: Int, as logicalType: LogicalType?, columns: [ColumnDescriptor]
    ) {
        self.column = column
        self.open = open
        self.openCount = openCount
        self.logicalType = logicalType
        self.columns = columns
    }

    /// The field's name.
    public var name: String { column.name }

    /// Which of the open slots are not null, nil meaning all; and the column with those slots open.
    public func optional() -> (isPresent: Bitmap?, content: AssembledColumn) {
        guard let validity = column.validity else { return (nil, self) }
        guard let open else {
            let count = validity.countOnes(in: 0..<validity.count)
            guard count < openCount else { return (nil, self) }
            return (validity, narrowed(to: validity, count))
        }
        var isPresent = Bitmap()
        var both = Bitmap()
        var count = 0
        for slot in 0..<open.count {
            let isHere = open[slot] && validity[slot]
            if open[slot] { isPresent.append(isHere) }
            both.append(isHere)
            if isHere { count += 1 }
        }
        guard count < openCount else { return (nil, self) }
        return (isPresent, narrowed(to: both, count))
    }

    private func narrowed(to open: Bitmap, _ count: Int) -> AssembledColumn {
        AssembledColumn(column, open: open, openCount: count, as: logicalType, columns: columns)
    }

    private func part(_ column: NestedColumn) -> AssembledColumn {
        AssembledColumn(column, open: nil, openCount: column.slotCount, as: logicalType, columns: columns)
    }

    /// Where the lists of the open slots begin and end, and their elements.
    ///
    /// - Throws: `ParquetError` with code `schema` if the field is no list, or one is null.
    public func list() throws(ParquetError) -> (offsets: [Int32], element: AssembledColumn) {
        guard case .list(let offsets, let element) = column.content else { throw mismatch("a list") }
        try refuseNulls()
        return (compact(offsets), part(element))
    }

    /// Where the maps of the open slots begin and end, and their keys and values.
    ///
    /// - Throws: `ParquetError` with code `schema` if the field is no map, or one is null.
    public func map() throws(ParquetError) -> (offsets: [Int32], key: AssembledColumn, value: AssembledColumn) {
        guard case .map(let offsets, let key, let value) = column.content else { throw mismatch("a map") }
        try refuseNulls()
        var keys = part(key)
        keys = AssembledColumn(key, open: nil, openCount: keys.openCount, as: nil, columns: columns)
        return (compact(offsets), keys, part(value))
    }

    /// The fields of the groups of the open slots.
    ///
    /// - Throws: `ParquetError` with code `schema` if the field is no group, or one is null.
    public func group() throws(ParquetError) -> RowDecoder {
        guard case .group(let fields) = column.content else { throw mismatch("a group") }
        try refuseNulls()
        return RowDecoder(fields, open: open, count: openCount, columns: columns)
    }

    /// The variants of the open slots.
    ///
    /// - Throws: `ParquetError` with code `schema` if the field is no VARIANT, or one is null; see `VariantColumn` for others.
    func variants() throws(ParquetError) -> [VariantValue] {
        guard case .variant = column.content else { throw mismatch("a variant") }
        try refuseNulls()
        var variants = try VariantColumn(column, columns: columns)
        var values: [VariantValue] = []
        values.reserveCapacity(openCount)
        for slot in 0..<column.slotCount where open?[slot] ?? true {
            values.append(try variants.value(at: slot) ?? .null)
            guard variants.decodedByteCount <= FieldValues.variantByteLimit else {
                throw ParquetError(
                    .limit, "the variants of a batch take more than \(FieldValues.variantByteLimit) bytes",
                    at: .init(column: name))
            }
        }
        return values
    }

    /// The values of a column.
    public struct Leaf: Sendable {
        /// What the column is.
        public let column: ColumnDescriptor
        /// The values of the open slots, or those that `indices` refer to. They are no dictionary.
        public let values: ColumnValues
        /// The places in `values` of those of the open slots; nil if they are all.
        public let indices: [UInt32]?

        /// The error of a value that is none of its Swift type.
        @usableFromInline
        func error(_ misfit: FieldMisfit) -> ParquetError {
            let value = misfit.index.map { "value \($0): " } ?? ""
            return ParquetError(misfit.code, value + misfit.message, at: .init(column: column.path.description))
        }
    }

    /// The values of the open slots.
    ///
    /// - Throws: `ParquetError` with code `schema` if the field is no column, or one is null.
    public func leaf() throws(ParquetError) -> Leaf {
        guard case .leaf(let place, let values) = column.content else { throw mismatch("a single column") }
        // What is not null is in an open slot.
        guard values.count == openCount else { throw nullError() }
        if case .dictionary(let indices, let distinct) = values {
            return Leaf(column: columns[place], values: distinct, indices: indices)
        }
        return Leaf(column: columns[place], values: values, indices: nil)
    }

    private func refuseNulls() throws(ParquetError) {
        guard optional().isPresent == nil else { throw nullError() }
    }

    private func nullError() -> ParquetError {
        ParquetError(.schema, "\(name) has nulls, and is read as a type without", at: .init(column: name))
    }

    private func mismatch(_ wanted: String) -> ParquetError {
        let found =
            switch column.content {
            case .leaf: "a single column"
            case .group: "a group"
            case .list: "a list"
            case .map: "a map"
            case .variant: "a variant"
            }
        return ParquetError(.schema, "\(name) is \(found), and is read as \(wanted)", at: .init(column: name))
    }

    /// The offsets of the open slots; closed ones have no elements.
    private func compact(_ offsets: [Int32]) -> [Int32] {
        guard let open else { return offsets }
        var compact: [Int32] = []
        compact.reserveCapacity(openCount + 1)
        for slot in 0..<open.count where open[slot] { compact.append(offsets[slot]) }
        compact.append(offsets.last ?? 0)
        return compact
    }
}
