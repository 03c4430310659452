internal import ParquetBytes

/// RLE_DICTIONARY (Encodings.md): distinct values in a dictionary page, and data pages of their numbers, each page a byte
/// with the bit width and then the RLE/bit-packing hybrid. With the dictionary ["a", "b"], the values "b", "b", "a" are
/// 01 03 03.
///
/// It holds one of the dictionaries. They are optionals rather than the payloads of an enum, since an optional is changed in
/// place where an enum's payload would be copied with each batch.
struct DictionaryEncoder: Sendable {
    private let type: PhysicalType
    private let typeLength: Int
    private var int32: NumberDictionary<Int32>?
    private var int64: NumberDictionary<Int64>?
    private var float: NumberDictionary<Float>?
    private var double: NumberDictionary<Double>?
    private var byteArray: ByteArrayDictionary?

    /// An empty dictionary for `type`; nil for booleans, which are shorter than any index, and for INT96.
    init?(_ type: PhysicalType, typeLength: Int?) {
        self.type = type
        self.typeLength = typeLength ?? 0
        switch type {
        case .boolean, .int96: return nil
        case .int32: int32 = NumberDictionary()
        case .int64: int64 = NumberDictionary()
        case .float: float = NumberDictionary()
        case .double: double = NumberDictionary()
        case .byteArray, .fixedLengthByteArray: byteArray = ByteArrayDictionary()
        }
    }

    /// The number of distinct values.
    var count: Int {
        switch type {
        case .boolean, .int96: 0
        case .int32: int32?.values.count ?? 0
        case .int64: int64?.values.count ?? 0
        case .float: float?.values.count ?? 0
        case .double: double?.values.count ?? 0
        case .byteArray, .fixedLengthByteArray: byteArray?.values.count ?? 0
        }
    }

    /// The size of the distinct values in PLAIN.
    var plainByteCount: Int {
        switch type {
        case .boolean, .int96: 0
        case .int32, .float: count * 4
        case .int64, .double: count * 8
        case .byteArray: (byteArray?.values.bytes.count ?? 0) + 4 * count
        case .fixedLengthByteArray: count * typeLength
        }
    }

    /// The distinct values in the order of their numbers.
    var values: ColumnValues {
        switch type {
        case .boolean: .boolean([])
        case .int32: .int32(int32?.values ?? [])
        case .int64: .int64(int64?.values ?? [])
        case .float: .float(float?.values ?? [])
        case .double: .double(double?.values ?? [])
        case .byteArray: .byteArray(byteArray?.values ?? ByteArrayValues())
        case .fixedLengthByteArray, .int96:
            .fixedLengthByteArray(
                FixedLengthByteArrayValues(length: typeLength, bytes: byteArray?.values.bytes ?? []))
        }
    }

    /// The bits that the number of each value takes in a page; at least one, which every reader understands.
    static func bitWidth(count: Int) -> Int {
        max(1, Int.bitWidth - (max(count, 1) - 1).leadingZeroBitCount)
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    ///
    /// - Precondition: the values are of the dictionary's type.
    mutating func append(_ source: ColumnValues, _ range: Range<Int>, to indices: inout [UInt32]) {
        precondition(source.physicalType == type, "values of another type than the dictionary's")
        switch source {
        case .boolean: break
        case .int32(let values): int32?.append(values, range, to: &indices)
        case .int64(let values): int64?.append(values, range, to: &indices)
        case .float(let values): float?.append(values, range, to: &indices)
        case .double(let values): double?.append(values, range, to: &indices)
        case .byteArray(let values): byteArray?.append(values, range, to: &indices)
        case .fixedLengthByteArray(let values): byteArray?.append(values, range, to: &indices)
        case .dictionary(let places, let distinct): append(places, range, of: distinct, to: &indices)
        }
    }

    /// Takes values given as places in another dictionary: each used one is looked up once.
    private mutating func append(
        _ places: [UInt32], _ range: Range<Int>, of distinct: ColumnValues, to indices: inout [UInt32]
    ) {
        var known = [UInt32?](repeating: nil, count: distinct.count)
        var found: [UInt32] = []
        for position in range {
            let place = Int(places[position])
            if let index = known[place] {
                indices.append(index)
            } else {
                found.removeAll(keepingCapacity: true)
                append(distinct, place..<place + 1, to: &found)
                known[place] = found[0]
                indices.append(found[0])
            }
        }
    }

    /// Forgets all values and keeps the memory.
    mutating func removeAll() {
        int32?.removeAll()
        int64?.removeAll()
        float?.removeAll()
        double?.removeAll()
        byteArray?.removeAll()
    }
}
