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
    /// The numbers that the strings of the last batch's dictionary have: the next one's is likely to be the same, and more.
    private var lastNumbers: [UInt32] = []

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
        let unknown = UInt32.max
        var numbers = [UInt32](repeating: unknown, count: distinct.count)
        var found: [UInt32] = []
        let start = indices.count
        indices.resizeUninitialized(to: start + range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            position = DictionaryEncoder.translate(
                places.span.extracting(position..<range.upperBound), numbers.span, unknown, to: &indices,
                at: start + position - range.lowerBound, from: position)
            guard position < range.upperBound else { break }
            let place = Int(places[position])
            if let number = lastNumber(of: place, in: distinct) {
                numbers[place] = number
            } else {
                found.removeAll(keepingCapacity: true)
                append(distinct, place..<place + 1, to: &found)
                numbers[place] = found[0]
            }
        }
        lastNumbers.resize(to: numbers.count)
        for place in numbers.indices where numbers[place] != unknown { lastNumbers[place] = numbers[place] }
    }

    /// The number that the value at `place` of the last batch's dictionary has, if `distinct` has the same there.
    private func lastNumber(of place: Int, in distinct: ColumnValues) -> UInt32? {
        guard place < lastNumbers.count, case .byteArray(let strings) = distinct, let byteArray else { return nil }
        let number = lastNumbers[place]
        guard number < UInt32(clamping: byteArray.values.count) else { return nil }
        let known = byteArray.values.range(at: Int(number))
        let string = strings.range(at: place)
        let isSame =
            known.count == string.count
            && byteArray.values.bytes.rawBytes.isEqual(
                at: known.lowerBound, to: strings.bytes.rawBytes, at: string.lowerBound, count: string.count)
        return isSame ? number : nil
    }

    /// Writes to `indices`, from `start` on, what `numbers` has for each of `places`.
    ///
    /// - Returns: the position of the first place that has none, or the end, if that of the first one is `position`.
    private static func translate(
        _ places: Span<UInt32>, _ numbers: Span<UInt32>, _ unknown: UInt32, to indices: inout [UInt32], at start: Int,
        from position: Int
    ) -> Int {
        var output = indices.mutableSpan
        for index in places.indices {
            let number = numbers[Int(places[index])]
            if number == unknown { return position &+ index }
            output[start &+ index] = number
        }
        return position &+ places.count
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
