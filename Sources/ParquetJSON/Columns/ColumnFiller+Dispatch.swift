internal import Parquet
internal import ParquetBytes

// The one switch of a column: it takes the array out of the column's values, so that it is changed in place, runs the
// loop of the column's conversion, and puts the array back.
extension ColumnFiller {
    /// Appends the values at `places` to `values`.
    ///
    /// - Parameters:
    ///   - presentCount: how many of the places are not null.
    ///   - byteCount: a bound of the bytes of all values as text.
    /// - Returns: the first row that does not fit.
    func append(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, to values: inout ColumnValues
    ) throws(ParquetError) -> Int? {
        switch conversion {
        case .string:
            guard var array = values.takeByteArray() else { throw mismatch(values) }
            defer { values = .byteArray(array) }
            return ByteArrayLoop.strings(places, text, presentCount: presentCount, byteCount: byteCount, to: &array)
        case .json:
            guard var array = values.takeByteArray() else { throw mismatch(values) }
            defer { values = .byteArray(array) }
            return ByteArrayLoop.texts(places, text, presentCount: presentCount, byteCount: byteCount, to: &array)
        case .base64:
            guard var array = values.takeByteArray() else { throw mismatch(values) }
            defer { values = .byteArray(array) }
            return ByteArrayLoop.decoded(
                places, text, presentCount: presentCount, byteCount: byteCount, to: &array, decode: BinaryText.base64)
        case .hex:
            guard var array = values.takeByteArray() else { throw mismatch(values) }
            defer { values = .byteArray(array) }
            return ByteArrayLoop.decoded(
                places, text, presentCount: presentCount, byteCount: byteCount, to: &array, decode: BinaryText.hex)
        case .uuid:
            guard var array = values.takeFixedLengthByteArray(), array.length == 16 else { throw mismatch(values) }
            defer { values = .fixedLengthByteArray(array) }
            return FixedWidthLoop.append(
                places, text, presentCount: presentCount, width: 16, to: &array.bytes, write: UUIDText.write)
        case .decimalBytes(let precision, let scale, let byteCount):
            guard var array = values.takeFixedLengthByteArray(), array.length == byteCount else {
                throw mismatch(values)
            }
            defer { values = .fixedLengthByteArray(array) }
            let limit = DecimalText.limit(precision: precision)
            return FixedWidthLoop.append(places, text, presentCount: presentCount, width: byteCount, to: &array.bytes) {
                text, place, target, offset in
                guard
                    let value = DecimalText.unscaled(text, place, precision: precision, scale: scale, limit: limit)
                else { return false }
                for index in 0..<byteCount {
                    let byte = UInt8(truncatingIfNeeded: value >> Int128(8 * (byteCount - 1 - index)))
                    target.store(byte, at: offset &+ index)
                }
                return true
            }
        case .boolean:
            guard var array = values.takeBoolean() else { throw mismatch(values) }
            defer { values = .boolean(array) }
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: false, to: &array) {
                _, place in
                switch place.kind {
                case .yes: true
                case .no: false
                default: nil
                }
            }
        case .int32(let range):
            guard var array = values.takeInt32() else { throw mismatch(values) }
            defer { values = .int32(array) }
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                IntegerText.int32($0, $1, in: range)
            }
        case .date:
            guard var array = values.takeInt32() else { throw mismatch(values) }
            defer { values = .int32(array) }
            return FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, convert: CalendarText.date)
        case .decimal32(let precision, let scale):
            guard var array = values.takeInt32() else { throw mismatch(values) }
            defer { values = .int32(array) }
            let limit = DecimalText.limit(precision: precision)
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                DecimalText.unscaled($0, $1, precision: precision, scale: scale, limit: limit)
                    .map { Int32(truncatingIfNeeded: $0) }
            }
        case .int64:
            guard var array = values.takeInt64() else { throw mismatch(values) }
            defer { values = .int64(array) }
            return FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, convert: IntegerText.int64)
        case .epoch(let shift):
            guard var array = values.takeInt64() else { throw mismatch(values) }
            defer { values = .int64(array) }
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                EpochText.int64($0, $1, shift: shift)
            }
        case .rfc3339(let unit):
            guard var array = values.takeInt64() else { throw mismatch(values) }
            defer { values = .int64(array) }
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                CalendarText.timestamp($0, $1, unit: unit)
            }
        case .iso8601(let unit):
            guard var array = values.takeInt64() else { throw mismatch(values) }
            defer { values = .int64(array) }
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                ISO8601Text.timestamp($0, $1, unit: unit)
            }
        case .decimal64(let precision, let scale):
            guard var array = values.takeInt64() else { throw mismatch(values) }
            defer { values = .int64(array) }
            let limit = DecimalText.limit(precision: precision)
            return FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array) {
                DecimalText.unscaled($0, $1, precision: precision, scale: scale, limit: limit)
                    .map { Int64(truncatingIfNeeded: $0) }
            }
        case .float:
            guard var array = values.takeFloat() else { throw mismatch(values) }
            defer { values = .float(array) }
            return FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, convert: FloatingPointText.float)
        case .double:
            guard var array = values.takeDouble() else { throw mismatch(values) }
            defer { values = .double(array) }
            return FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, convert: FloatingPointText.double)
        }
    }

    private func mismatch(_ values: ColumnValues) -> ParquetError {
        ParquetError(
            .schema, "the batch does not hold the column's values, but \(values.physicalType.name)",
            at: .init(column: name))
    }
}
