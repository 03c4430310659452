internal import Parquet
internal import ParquetBytes

// The one switch of a column: it takes the array out of the column's values, so that it is changed in place, runs the
// loop of the column's conversion, and puts the array back.
extension ColumnFiller {
    /// Appends the values at `places` to `values`, and the rows that do not fit to `misfits`.
    ///
    /// - Parameters:
    ///   - presentCount: how many of the places are not null.
    ///   - byteCount: a bound of the bytes of all values as text.
    ///   - name: the column's name, for a message.
    mutating func append(
        _ places: Span<UInt64>, _ text: RawSpan, presentCount: Int, byteCount: Int, name: String,
        to values: inout ColumnValues
    ) throws(ParquetError) {
        var misfits: [Int32] = []
        swap(&misfits, &self.misfits)
        defer { swap(&misfits, &self.misfits) }
        switch conversion {
        case .string:
            if sharing.isTried, values.physicalType == .byteArray {
                if try sharing.append(places, text, presentCount: presentCount, to: &values, misfits: &misfits) {
                    return
                }
                misfits.removeAll(keepingCapacity: true)
            }
            guard var array = values.takeByteArray() else { throw mismatch(values, name) }
            defer { values = .byteArray(array) }
            ByteArrayLoop.strings(
                places, text, presentCount: presentCount, byteCount: byteCount, to: &array, misfits: &misfits)
        case .json:
            guard var array = values.takeByteArray() else { throw mismatch(values, name) }
            defer { values = .byteArray(array) }
            ByteArrayLoop.texts(places, text, presentCount: presentCount, byteCount: byteCount, to: &array)
        case .hash(let isText):
            guard var array = values.takeByteArray() else { throw mismatch(values, name) }
            guard var hasher else { return }
            ByteArrayLoop.hashes(places, text, presentCount: presentCount, to: &array, misfits: &misfits) {
                text, place, target, offset in
                hasher.write(text, place, isText: isText, to: &target, at: offset)
            }
            values = .byteArray(array)
        case .base64:
            guard var array = values.takeByteArray() else { throw mismatch(values, name) }
            defer { values = .byteArray(array) }
            ByteArrayLoop.decoded(
                places, text, presentCount: presentCount, byteCount: byteCount, to: &array, misfits: &misfits,
                decode: BinaryText.base64)
        case .hex:
            guard var array = values.takeByteArray() else { throw mismatch(values, name) }
            defer { values = .byteArray(array) }
            ByteArrayLoop.decoded(
                places, text, presentCount: presentCount, byteCount: byteCount, to: &array, misfits: &misfits,
                decode: BinaryText.hex)
        case .uuid:
            guard var array = values.takeFixedLengthByteArray(), array.length == 16 else {
                throw mismatch(values, name)
            }
            defer { values = .fixedLengthByteArray(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, width: 16, to: &array.bytes, misfits: &misfits,
                write: UUIDText.write)
        case .decimalBytes(let precision, let scale, let byteCount):
            guard var array = values.takeFixedLengthByteArray(), array.length == byteCount else {
                throw mismatch(values, name)
            }
            defer { values = .fixedLengthByteArray(array) }
            let limit = DecimalText.limit(precision: precision)
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, width: byteCount, to: &array.bytes, misfits: &misfits
            ) {
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
            guard var array = values.takeBoolean() else { throw mismatch(values, name) }
            defer { values = .boolean(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: false, to: &array, misfits: &misfits
            ) {
                _, place in
                switch place.kind {
                case .yes: true
                case .no: false
                default: nil
                }
            }
        case .int32(let range):
            guard var array = values.takeInt32() else { throw mismatch(values, name) }
            defer { values = .int32(array) }
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                IntegerText.int32($0, $1, in: range)
            }
        case .date:
            guard var array = values.takeInt32() else { throw mismatch(values, name) }
            defer { values = .int32(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits,
                convert: CalendarText.date)
        case .decimal32(let precision, let scale):
            guard var array = values.takeInt32() else { throw mismatch(values, name) }
            defer { values = .int32(array) }
            let limit = DecimalText.limit(precision: precision)
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                DecimalText.unscaled($0, $1, precision: precision, scale: scale, limit: limit)
                    .map { Int32(truncatingIfNeeded: $0) }
            }
        case .int64:
            guard var array = values.takeInt64() else { throw mismatch(values, name) }
            defer { values = .int64(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits,
                convert: IntegerText.int64)
        case .epoch(let shift):
            guard var array = values.takeInt64() else { throw mismatch(values, name) }
            defer { values = .int64(array) }
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                EpochText.int64($0, $1, shift: shift)
            }
        case .rfc3339(let unit):
            guard var array = values.takeInt64() else { throw mismatch(values, name) }
            defer { values = .int64(array) }
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                CalendarText.timestamp($0, $1, unit: unit)
            }
        case .iso8601(let unit):
            guard var array = values.takeInt64() else { throw mismatch(values, name) }
            defer { values = .int64(array) }
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                ISO8601Text.timestamp($0, $1, unit: unit)
            }
        case .decimal64(let precision, let scale):
            guard var array = values.takeInt64() else { throw mismatch(values, name) }
            defer { values = .int64(array) }
            let limit = DecimalText.limit(precision: precision)
            FixedWidthLoop.append(places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits) {
                DecimalText.unscaled($0, $1, precision: precision, scale: scale, limit: limit)
                    .map { Int64(truncatingIfNeeded: $0) }
            }
        case .float:
            guard var array = values.takeFloat() else { throw mismatch(values, name) }
            defer { values = .float(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits,
                convert: FloatingPointText.float)
        case .double:
            guard var array = values.takeDouble() else { throw mismatch(values, name) }
            defer { values = .double(array) }
            FixedWidthLoop.append(
                places, text, presentCount: presentCount, filler: 0, to: &array, misfits: &misfits,
                convert: FloatingPointText.double)
        }
    }

    private func mismatch(_ values: ColumnValues, _ name: String) -> ParquetError {
        ParquetError(
            .schema, "the batch does not hold the column's values, but \(values.physicalType.name)",
            at: .init(column: name))
    }
}
