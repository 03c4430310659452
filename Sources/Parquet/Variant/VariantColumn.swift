internal import ParquetBytes

/// The values of a VARIANT column in a batch, put together again from where they were shredded to (VariantShredding.md).
///
/// A value is in `value`, encoded; or in `typed_value`, a column of the type that most rows have; or, if it is an object,
/// some of its fields are under `typed_value` and the others in `value`. Fields and elements are stored the same way again.
///
///     measurement  34    ->  value null        typed_value 34
///     measurement "n/a"  ->  value 0D 6E 2F 61  typed_value null
public struct VariantColumn: Sendable {
    private let slots: SlotIndex
    private let metadata: BinaryColumn
    private let parts: ShreddedVariant
    private let path: String
    /// Metadata that were decoded, by the place of their bytes: mostly all rows have the same.
    private var decoded: [Range<Int>: VariantMetadata] = [:]
    private var latest: (place: Range<Int>, metadata: VariantMetadata)?
    /// The bytes that `decoded` was decoded from.
    private var keptByteCount = 0

    /// How many bytes of metadata are kept decoded.
    private static let keptByteLimit = 4 << 20

    /// How many bytes the values given out so far were decoded from. Rows may share bytes, in a dictionary.
    package private(set) var decodedByteCount = 0

    /// The values of `column`, whose leaves are of `columns`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the column is no VARIANT; `unsupported` if it is shredded to a type that
    ///   variants do not have.
    public init(_ column: NestedColumn, columns: [ColumnDescriptor]) throws(ParquetError) {
        guard case .variant(let fields) = column.content,
            let metadata = fields.first(where: { $0.name == "metadata" }).flatMap({ BinaryColumn($0) })
        else {
            throw ParquetError(.schema, "the column is no VARIANT", at: .init(column: column.name))
        }
        path = column.name
        slots = SlotIndex(column)
        self.metadata = metadata
        do {
            parts = try ShreddedVariant(fields.filter { $0.name != "metadata" }, columns: columns)
        } catch {
            throw error.at(.init(column: column.name))
        }
    }

    /// The value in `slot`; nil where there is none.
    ///
    /// - Throws: `ParquetError` with code `malformed` if bytes are not a variant's, or the places a value may be in
    ///   contradict each other; see also `VariantValue.init(_:metadata:)`.
    public mutating func value(at slot: Int) throws(ParquetError) -> VariantValue? {
        guard slots.isPresent(slot) else { return nil }
        do throws(ParquetError) {
            guard let place = metadata.place(slot) else {
                throw ParquetError(.malformed, "a variant has no metadata")
            }
            // A missing value where one must be is null.
            let value = try parts.value(at: slot, try decodedMetadata(at: place), &decodedByteCount)
            return value ?? .null
        } catch {
            throw error.at(.init(column: path))
        }
    }

    private mutating func decodedMetadata(at place: Range<Int>) throws(ParquetError) -> VariantMetadata {
        let bytes = metadata.values.bytes
        if let latest, latest.place == place || bytes[latest.place] == bytes[place] { return latest.metadata }
        if let known = decoded[place] {
            latest = (place, known)
            return known
        }
        let metadata = try VariantMetadata(bytes.rawBytes.extracting(place))
        decodedByteCount += place.count
        if keptByteCount + place.count > VariantColumn.keptByteLimit {
            decoded.removeAll(keepingCapacity: true)
            keptByteCount = 0
        }
        decoded[place] = metadata
        keptByteCount += place.count
        latest = (place, metadata)
        return metadata
    }
}

/// A column of byte strings, by slot.
struct BinaryColumn: Sendable {
    let values: ByteArrayValues
    private let indices: [UInt32]?
    private let slots: SlotIndex

    /// The column, if it is one.
    init?(_ column: NestedColumn) {
        guard case .leaf(_, let values) = column.content else { return nil }
        switch values {
        case .byteArray(let values):
            self.values = values
            indices = nil
        case .dictionary(let indices, .byteArray(let values)):
            self.values = values
            self.indices = indices
        default: return nil
        }
        slots = SlotIndex(column)
    }

    /// Where the bytes of the value in `slot` are; nil for null.
    func place(_ slot: Int) -> Range<Int>? {
        slots.place(slot).map { place in values.range(at: indices.map { Int($0[place]) } ?? place) }
    }
}
