internal import Parquet
internal import ParquetBytes

/// The second phase for one column: makes values of the places that were recorded for a block of lines.
///
/// What is made is appended to a column vector, whose arrays keep their memory from batch to batch.
struct ColumnFiller: Sendable {
    /// How values are made.
    let conversion: Conversion
    /// The column, among the identities.
    let identity: Int
    /// The table of its rows.
    let table: Int
    /// The slot its values are recorded in.
    let slot: Int32
    /// The node of that slot.
    let node: Int32
    /// The innermost struct it is in, or -1.
    let structure: Int
    /// Whether it holds the keys of a map, which are always there.
    let isKey: Bool
    /// The bitmap of the last batch, of which the memory is used again.
    private var spareValidity = Bitmap()
    /// The rows of a block that do not fit.
    var misfits: [Int32] = []
    /// What hashes the values, if they are hashed.
    var hasher: ValueHasher?
    /// What makes a dictionary of strings of which few are distinct, if that is asked for.
    var sharing = StringSharing()

    init(
        _ conversion: Conversion, identity: Int, table: Int, slot: Int32, node: Int32, structure: Int, isKey: Bool
    ) {
        self.conversion = conversion
        self.identity = identity
        self.table = table
        self.slot = slot
        self.node = node
        self.structure = structure
        self.isKey = isKey
    }

    /// Whether the column has a bit for each row instead of levels: one of the lines, in no struct.
    private var isFlat: Bool { table == 0 && structure < 0 }

    /// Empties `vector` and keeps its memory.
    mutating func begin(_ vector: inout ColumnVector) {
        switch vector.presence {
        case .all: vector.presence = isFlat ? .all(rowCount: 0) : emptyLevels
        case .validity(let bitmap):
            spareValidity = bitmap
            vector.presence = isFlat ? .all(rowCount: 0) : emptyLevels
        case .levels(var definition, var repetition):
            vector.presence = .all(rowCount: 0)
            guard !isFlat else { break }
            definition.removeAll(keepingCapacity: true)
            repetition?.removeAll(keepingCapacity: true)
            vector.presence = .levels(definition: definition, repetition: table == 0 ? nil : repetition ?? [])
        }
        sharing.begin(&vector.values)
        vector.values.removeAllKeepingMemory()
    }

    private var emptyLevels: Presence { .levels(definition: [], repetition: table == 0 ? nil : []) }

    /// Appends the values of the rows of `table` to `vector`. `misfits` then has the rows that do not fit, and that are
    /// appended as nulls.
    ///
    /// - Parameters:
    ///   - rows: the table of the column, of which the first `rowCount` rows count.
    ///   - isRequired: whether the value must be there where its struct is.
    /// - Returns: the first row in which a required value is missing.
    /// - Throws: `ParquetError` with code `schema` if the vector is not of the column's type.
    mutating func fill(
        _ table: borrowing RowTable, rowCount: Int, _ text: RawSpan, isRequired: Bool, name: String,
        into vector: inout ColumnVector
    ) throws(ParquetError) -> Int? {
        let places = table.rows.places(inSlot: slot, rowCount: rowCount)
        let (presentCount, byteCount) = ColumnFiller.sums(places)
        let nullCount = places.count &- presentCount
        misfits.removeAll(keepingCapacity: true)
        try append(
            places, text, presentCount: presentCount, byteCount: byteCount, name: name,
            to: &vector.values)
        if isFlat {
            appendPresence(places, nullCount: nullCount, to: &vector.presence)
        } else {
            appendLevels(places, table, to: &vector.presence)
        }
        guard isRequired, nullCount > 0 else { return nil }
        let full = table.fullLevel(in: structure)
        return places.indices.first { places[$0] == 0 && table.level(in: structure, row: $0) == full }
    }

    /// How many of `places` are not null, and the bytes of all. The loop is one that the compiler makes run over several places
    /// at once: what is not null has a kind, which is not zero.
    private static func sums(_ places: Span<UInt64>) -> (presentCount: Int, byteCount: Int) {
        var present: UInt64 = 0
        var bytes: UInt64 = 0
        for row in 0..<places.count {
            let bits = places[row]
            present &+= ((bits >> 60 & 7) &+ 7) >> 3
            bytes &+= bits >> 32 & 0x0FFF_FFFF
        }
        return (Int(truncatingIfNeeded: present), Int(truncatingIfNeeded: bytes))
    }

    private mutating func appendPresence(_ places: Span<UInt64>, nullCount: Int, to presence: inout Presence) {
        var validity: Bitmap
        switch presence {
        case .all(let rowCount):
            guard nullCount > 0 || !misfits.isEmpty else {
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
        let first = validity.count
        if nullCount == 0 {
            validity.append(repeating: true, count: places.count)
        } else {
            validity.append(nonZerosOf: places)
        }
        for row in misfits { validity[first + Int(row)] = false }
        presence = .validity(validity)
    }

    private func appendLevels(_ places: Span<UInt64>, _ table: borrowing RowTable, to presence: inout Presence) {
        guard case .levels(var definition, var repetition) = presence else { return }
        presence = .all(rowCount: 0)
        let first = definition.count
        if self.table == 0 {
            ColumnFiller.append(places, table.levels(in: structure), to: &definition)
            for row in misfits { definition[first &+ Int(row)] &-= 1 }
        } else {
            repetition?.append(contentsOf: table.repetition)
            if isKey {
                definition.append(contentsOf: table.definition)
            } else {
                ColumnFiller.append(
                    places, table.levels(in: structure), table, misfits, to: &definition)
            }
        }
        presence = .levels(definition: definition, repetition: repetition)
    }

    /// Appends the levels of rows that are lines: one more than `levels` has where a value is there.
    private static func append(_ places: Span<UInt64>, _ levels: RowLevels, to definition: inout [UInt16]) {
        var index = definition.count
        definition.resizeUninitialized(to: index + places.count)
        var target = definition.mutableSpan
        if let same = levels.same {
            for row in 0..<places.count {
                target[index] = same &+ (places[row] != 0 ? 1 : 0)
                index &+= 1
            }
            return
        }
        let each = levels.each
        for row in 0..<places.count {
            target[index] = each[row] &+ (places[row] != 0 ? 1 : 0)
            index &+= 1
        }
    }

    /// Appends the levels of the skeleton of `table`: of rows one more than `levels` has where a value is there and fits.
    private static func append(
        _ places: Span<UInt64>, _ levels: RowLevels, _ table: borrowing RowTable, _ misfits: [Int32],
        to definition: inout [UInt16]
    ) {
        var index = definition.count
        definition.resizeUninitialized(to: index + table.definition.count)
        var target = definition.mutableSpan
        let skeleton = table.definition.span
        let rowLevel = table.level
        var next = 0
        var nextMisfit = misfits.first.map { Int($0) } ?? -1
        var row = 0
        for entry in 0..<skeleton.count {
            var level = skeleton[entry]
            if level == rowLevel {
                level = levels[row] &+ (places[row] != 0 ? 1 : 0)
                if row == nextMisfit {
                    level &-= 1
                    next &+= 1
                    nextMisfit = next < misfits.count ? Int(misfits[next]) : -1
                }
                row &+= 1
            }
            target[index] = level
            index &+= 1
        }
    }
}

extension ColumnValues {
    /// Empties the arrays and keeps their memory.
    mutating func removeAllKeepingMemory() {
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
