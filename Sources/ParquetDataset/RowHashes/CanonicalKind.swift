internal import Parquet

/// What a column's values are in a canonical row: a tag, its parameters, and how long a value is.
///
/// Values that mean the same have the same bytes however they are stored: an integer of any width takes eight bytes, a decimal
/// its unscaled value in the fewest bytes. So widening a column changes no row's hash.
struct CanonicalKind {
    /// The bytes in front of a field's values: the tag, then its parameters.
    let header: [UInt8]
    let layout: Layout

    enum Layout {
        /// One byte: 0 or 1.
        case boolean
        /// Eight bytes, little-endian, the sign extended.
        case signed
        /// Eight bytes, little-endian, extended with zeros.
        case unsigned
        /// Four bytes, little-endian; every NaN is 0x7FC00000, −0 is not 0.
        case float
        /// Eight bytes, little-endian; every NaN is 0x7FF8000000000000, −0 is not 0.
        case double
        /// Two bytes; every NaN is 0x7E00.
        case float16
        /// A length as LEB128, then two's complement, the highest byte first, in the fewest bytes.
        case decimal
        /// A length as LEB128, then the bytes.
        case bytes
    }

    init(_ column: ColumnDescriptor) {
        switch (column.physicalType, column.logicalType) {
        case (.boolean, _): self.init(1, .boolean)
        case (.float, _): self.init(4, .float)
        case (.double, _): self.init(5, .double)
        case (.int96, _): self.init(17, .bytes)
        case (_, .float16): self.init(6, .float16)
        case (_, .decimal(_, let scale)): self.init(7, .decimal, parameters: CanonicalKind.word(scale))
        case (_, .time(let unit, let isAdjustedToUTC)):
            self.init(15, .signed, parameters: [CanonicalKind.tag(unit), isAdjustedToUTC ? 1 : 0])
        case (_, .timestamp(let unit, let isAdjustedToUTC)):
            self.init(16, .signed, parameters: [CanonicalKind.tag(unit), isAdjustedToUTC ? 1 : 0])
        case (_, .date): self.init(14, .signed)
        case (.int32, .integer(_, isSigned: false)), (.int64, .integer(_, isSigned: false)): self.init(3, .unsigned)
        case (.int32, _), (.int64, _): self.init(2, .signed)
        case (_, .string): self.init(8, .bytes)
        case (_, .enumeration): self.init(9, .bytes)
        case (_, .json): self.init(10, .bytes)
        case (_, .bson): self.init(11, .bytes)
        case (_, .uuid): self.init(13, .bytes)
        case (_, .interval): self.init(18, .bytes)
        case (_, .geometry): self.init(19, .bytes)
        case (_, .geography): self.init(20, .bytes)
        case (.byteArray, _), (.fixedLengthByteArray, _): self.init(12, .bytes)
        }
    }

    private init(_ tag: UInt8, _ layout: Layout, parameters: [UInt8] = []) {
        header = [tag] + parameters
        self.layout = layout
    }

    private static func tag(_ unit: TimeUnit) -> UInt8 {
        switch unit {
        case .millis: 3
        case .micros: 6
        case .nanos: 9
        }
    }

    /// Four bytes, little-endian.
    private static func word(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// The bytes of every value; nil if they differ.
    var valueByteCount: Int? {
        switch layout {
        case .boolean: 1
        case .signed, .unsigned, .double: 8
        case .float: 4
        case .float16: 2
        case .decimal, .bytes: nil
        }
    }
}
