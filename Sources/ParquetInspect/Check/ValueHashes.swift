internal import Parquet
internal import ParquetBytes

/// The hashes of values as bloom filters have them: xxHash of PLAIN, BYTE_ARRAY without its length.
enum ValueHashes {
    /// Appends the hashes of `values`, which are no indices.
    static func append(_ values: ColumnValues, to hashes: inout [UInt64]) {
        hashes.reserveCapacity(hashes.count + values.count)
        switch values {
        case .boolean(let values): for value in values { hashes.append(value ? 1 : 0) }
        case .int32(let values): for value in values { hashes.append(BloomFilter.hash(value)) }
        case .int64(let values): for value in values { hashes.append(BloomFilter.hash(value)) }
        case .float(let values): for value in values { hashes.append(BloomFilter.hash(value)) }
        case .double(let values): for value in values { hashes.append(BloomFilter.hash(value)) }
        case .byteArray, .fixedLengthByteArray:
            guard let strings = ByteStrings(values) else { return }
            let bytes = strings.all
            for index in 0..<strings.count { hashes.append(BloomFilter.hash(bytes.extracting(strings.range(index)))) }
        case .dictionary: return
        }
    }

    /// The text of a value, for people.
    static func text(of values: ColumnValues, at index: Int, _ column: ColumnDescriptor) -> String {
        StatisticsText.short(of: bytes(of: values, at: index), column)
    }

    /// A value in PLAIN, BYTE_ARRAY without its length.
    static func bytes(of values: ColumnValues, at index: Int) -> [UInt8] {
        switch values {
        case .boolean(let values): [values[index] ? 1 : 0]
        case .int32(let values): ValueExtremes.littleEndian(values[index])
        case .int64(let values): ValueExtremes.littleEndian(values[index])
        case .float(let values): ValueExtremes.littleEndian(values[index].bitPattern)
        case .double(let values): ValueExtremes.littleEndian(values[index].bitPattern)
        case .byteArray(let values): values[index]
        case .fixedLengthByteArray(let values): values[index]
        case .dictionary(let indices, let values): bytes(of: values, at: Int(indices[index]))
        }
    }
}
