internal import ParquetBytes

/// RLE_DICTIONARY (Encodings.md): distinct values in a dictionary page, and data pages of their numbers, each page a byte
/// with the bit width and then the RLE/bit-packing hybrid. With the dictionary ["a", "b"], the values "b", "b", "a" are
/// 01 03 03.
///
/// One enum over the kinds of values, so that a batch is dispatched once.
enum DictionaryEncoder: Sendable {
    case int32(NumberDictionary<Int32>)
    case int64(NumberDictionary<Int64>)
    case float(NumberDictionary<Float>)
    case double(NumberDictionary<Double>)
    case byteArray(ByteArrayDictionary)
    case fixedLengthByteArray(ByteArrayDictionary, length: Int)

    /// An empty dictionary for `type`; nil for booleans, which are shorter than any index, and for INT96.
    init?(_ type: PhysicalType, typeLength: Int?) {
        switch type {
        case .boolean, .int96: return nil
        case .int32: self = .int32(NumberDictionary())
        case .int64: self = .int64(NumberDictionary())
        case .float: self = .float(NumberDictionary())
        case .double: self = .double(NumberDictionary())
        case .byteArray: self = .byteArray(ByteArrayDictionary())
        case .fixedLengthByteArray:
            self = .fixedLengthByteArray(ByteArrayDictionary(), length: typeLength ?? 0)
        }
    }

    /// The number of distinct values.
    var count: Int {
        switch self {
        case .int32(let dictionary): dictionary.values.count
        case .int64(let dictionary): dictionary.values.count
        case .float(let dictionary): dictionary.values.count
        case .double(let dictionary): dictionary.values.count
        case .byteArray(let dictionary): dictionary.values.count
        case .fixedLengthByteArray(let dictionary, _): dictionary.values.count
        }
    }

    /// The size of the distinct values in PLAIN.
    var plainByteCount: Int {
        switch self {
        case .int32(let dictionary): dictionary.values.count * 4
        case .int64(let dictionary): dictionary.values.count * 8
        case .float(let dictionary): dictionary.values.count * 4
        case .double(let dictionary): dictionary.values.count * 8
        case .byteArray(let dictionary): dictionary.values.bytes.count + 4 * dictionary.values.count
        case .fixedLengthByteArray(let dictionary, _): dictionary.values.bytes.count
        }
    }

    /// The distinct values in the order of their numbers.
    var values: ColumnValues {
        switch self {
        case .int32(let dictionary): .int32(dictionary.values)
        case .int64(let dictionary): .int64(dictionary.values)
        case .float(let dictionary): .float(dictionary.values)
        case .double(let dictionary): .double(dictionary.values)
        case .byteArray(let dictionary): .byteArray(dictionary.values)
        case .fixedLengthByteArray(let dictionary, let length):
            .fixedLengthByteArray(FixedLengthByteArrayValues(length: length, bytes: dictionary.values.bytes))
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
        // The payload is taken out and put back, so that it is not copied.
        switch (consume self, source) {
        case (.int32(var dictionary), .int32(let values)):
            dictionary.append(values, range, to: &indices)
            self = .int32(dictionary)
        case (.int64(var dictionary), .int64(let values)):
            dictionary.append(values, range, to: &indices)
            self = .int64(dictionary)
        case (.float(var dictionary), .float(let values)):
            dictionary.append(values, range, to: &indices)
            self = .float(dictionary)
        case (.double(var dictionary), .double(let values)):
            dictionary.append(values, range, to: &indices)
            self = .double(dictionary)
        case (.byteArray(var dictionary), .byteArray(let values)):
            dictionary.append(values, range, to: &indices)
            self = .byteArray(dictionary)
        case (.fixedLengthByteArray(var dictionary, let length), .fixedLengthByteArray(let values)):
            dictionary.append(values, range, to: &indices)
            self = .fixedLengthByteArray(dictionary, length: length)
        case (var dictionary, .dictionary(let places, let distinct)):
            dictionary.append(places, range, of: distinct, to: &indices)
            self = dictionary
        default:
            preconditionFailure("values of \(source.physicalType.name) for another type's dictionary")
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
        switch consume self {
        case .int32(var dictionary):
            dictionary.removeAll()
            self = .int32(dictionary)
        case .int64(var dictionary):
            dictionary.removeAll()
            self = .int64(dictionary)
        case .float(var dictionary):
            dictionary.removeAll()
            self = .float(dictionary)
        case .double(var dictionary):
            dictionary.removeAll()
            self = .double(dictionary)
        case .byteArray(var dictionary):
            dictionary.removeAll()
            self = .byteArray(dictionary)
        case .fixedLengthByteArray(var dictionary, let length):
            dictionary.removeAll()
            self = .fixedLengthByteArray(dictionary, length: length)
        }
    }
}
