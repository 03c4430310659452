internal import ParquetBytes

extension ValueDecoder {
    /// How many values are decoded at a time where there is no other way to pass them over.
    private static let scratchCount = 4096

    /// Passes over the next `count` values of `column`.
    ///
    /// - Parameter byteLimit: the most memory that values may take which have to be decoded for it.
    /// - Throws: `ParquetError` with code `malformed` if there are not as many, or `limit`.
    mutating func skip(
        _ count: Int, from page: RawSpan, column: ColumnDescriptor, byteLimit: Int
    ) throws(ParquetError) {
        guard count > 0 else { return }
        // What has arrays is taken out of the enum first: changing it in place would copy them.
        switch self {
        case .plain(var decoder):
            switch column.physicalType {
            case .boolean: try decoder.skipBooleans(count)
            case .byteArray: try decoder.skipByteArrays(count, in: page)
            case .int32, .int64, .int96, .float, .double, .fixedLengthByteArray:
                try decoder.skip(count, byteCount: column.fixedByteCount(ofValues: 1))
            }
            self = .plain(decoder)
        case .dictionary(var decoder):
            self = .plain(PlainDecoder(range: 0..<0))
            try decoder.skip(count, in: page)
            self = .dictionary(decoder)
        case .booleanRuns(var decoder):
            try decoder.skip(count, in: page)
            self = .booleanRuns(decoder)
        case .byteStreamSplit(var decoder):
            try decoder.skip(count)
            self = .byteStreamSplit(decoder)
        case .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .alpFloat, .alpDouble:
            // Each value depends on the one before, or its place on their lengths.
            var scratch = ColumnValues(empty: column.physicalType, typeLength: column.typeLength)
            var left = count
            while left > 0 {
                let step = min(left, ValueDecoder.scratchCount)
                scratch.removeAll()
                try decode(step, from: page, dictionary: nil, nil, into: &scratch, byteLimit: byteLimit)
                left -= step
            }
        }
    }

    /// Whether values may depend on those of the page before.
    var dependsOnPages: Bool {
        if case .deltaByteArray = self { true } else { false }
    }
}
