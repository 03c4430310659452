internal import Parquet
internal import ParquetBytes

/// The second phase for one column: makes values of the places that were recorded for a block of lines.
///
/// What is made is appended to a column vector, whose arrays keep their memory from batch to batch.
struct ColumnFiller: Sendable {
    /// The column's name.
    let name: String
    /// The slot its values are recorded in.
    let slot: Int32
    /// Whether a line without a value does not fit.
    let required: Bool
    /// How values are made.
    let conversion: Conversion
    /// The bitmap of the last batch, of which the memory is used again.
    private var spareValidity = Bitmap()

    init?(_ column: SchemaContract.Column, slot: Int32) {
        guard let conversion = Conversion(column) else { return nil }
        name = column.name
        self.slot = slot
        required = column.required
        self.conversion = conversion
    }

    /// Empties `vector` and keeps its memory.
    mutating func begin(_ vector: inout ColumnVector) {
        if case .validity(let bitmap) = vector.presence { spareValidity = bitmap }
        vector.presence = .all(rowCount: 0)
        vector.values.removeAllKeepingMemory()
    }

    /// Appends the values of a block's first `rowCount` rows, which lie in `text`, to `vector`.
    ///
    /// - Returns: the first row that does not fit; what `vector` then holds is of no use.
    /// - Throws: `ParquetError` with code `schema` if the vector is not of the column's type.
    mutating func fill(
        _ recorder: PlaceRecorder, rowCount: Int, _ text: RawSpan, into vector: inout ColumnVector
    ) throws(ParquetError) -> Int? {
        let places = recorder.places(inSlot: slot, rowCount: rowCount)
        var nullCount = 0
        var byteCount = 0
        for row in places.indices {
            let place = JSONPlace(bits: places[row])
            nullCount &+= place.isNull ? 1 : 0
            byteCount &+= place.length
        }
        if required, nullCount > 0 {
            let firstNull = places.indices.first { JSONPlace(bits: places[$0]).isNull } ?? 0
            let before = places.extracting(0..<firstNull)
            return try append(before, text, presentCount: firstNull, byteCount: byteCount, to: &vector.values)
                ?? firstNull
        }
        let misfit = try append(
            places, text, presentCount: places.count &- nullCount, byteCount: byteCount, to: &vector.values)
        if misfit == nil { appendPresence(places, nullCount: nullCount, to: &vector.presence) }
        return misfit
    }

    private mutating func appendPresence(_ places: Span<UInt64>, nullCount: Int, to presence: inout Presence) {
        var validity: Bitmap
        switch presence {
        case .all(let rowCount):
            guard nullCount > 0 else {
                presence = .all(rowCount: rowCount + places.count)
                return
            }
            validity = spareValidity
            spareValidity = Bitmap()
            validity.reset(repeating: true, count: rowCount)
        case .validity(let bitmap):
            validity = bitmap
            presence = .all(rowCount: 0)
        case .levels:
            // `begin` has left no levels.
            return
        }
        if nullCount == 0 {
            validity.append(repeating: true, count: places.count)
        } else {
            for row in places.indices { validity.append(places[row] != 0) }
        }
        presence = .validity(validity)
    }

    /// Why the value at `place` does not fit.
    func misfit(_ text: RawSpan, _ place: JSONPlace, lineStart: Int) -> ParquetError {
        guard !place.isNull else {
            return ParquetError(
                .contract, "the value is missing or null, and the column is required",
                at: .init(column: name, byteOffset: lineStart))
        }
        let start = place.kind == .string ? place.start - 1 : place.start
        return ParquetError(
            .contract, "the value \(MisfitText.excerpt(text, place)) does not fit: expected \(conversion.expectation)",
            at: .init(column: name, byteOffset: start))
    }
}

extension ColumnValues {
    /// Empties the arrays and keeps their memory.
    fileprivate mutating func removeAllKeepingMemory() {
        if case .dictionary(_, let values) = self { self = values }
        if var array = takeBoolean() {
            array.removeAll(keepingCapacity: true)
            self = .boolean(array)
        } else if var array = takeInt32() {
            array.removeAll(keepingCapacity: true)
            self = .int32(array)
        } else if var array = takeInt64() {
            array.removeAll(keepingCapacity: true)
            self = .int64(array)
        } else if var array = takeFloat() {
            array.removeAll(keepingCapacity: true)
            self = .float(array)
        } else if var array = takeDouble() {
            array.removeAll(keepingCapacity: true)
            self = .double(array)
        } else if var array = takeByteArray() {
            array.removeAll()
            self = .byteArray(array)
        } else if var array = takeFixedLengthByteArray() {
            array.bytes.removeAll(keepingCapacity: true)
            self = .fixedLengthByteArray(array)
        }
    }
}
