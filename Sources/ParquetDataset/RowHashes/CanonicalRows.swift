internal import Parquet
internal import ParquetBytes

// A row as bytes that no other row has: what is hashed. The fields that are not null follow one another, in the bytewise order
// of path and kind as they are written here, each telling its own length:
//
//     path      number of names as LEB128; of each, its length as LEB128 and its UTF-8
//     kind      a tag and its parameters (CanonicalKind): the scale of decimals, unit and zone of times
//     levels    of nested columns only: their number as LEB128, then two bytes each
//     values    one behind the other, by the kind's layout
//
// A level's first byte is the repetition level, the second how many names of the path there are (0: not even the field
// of the root). That tells lists, maps and structs apart as definition levels do, and does not change when a field that was
// required becomes optional. A nested column of which a row has not even the field of the root is left out, as a null is.
//
//     {"id": 7, "tags": ["a", "b"]}, a LIST tags.list.element of STRING, as hexadecimal bytes:
//     01 02 69 64                                  path: 1 name, "id"
//     02 07 00 00 00 00 00 00 00                   a signed integer, 7
//     03 04 74 61 67 73 04 6c 69 73 74 07 65 …     path: 3 names, "tags", "list", "element"
//     08 02 00 03 01 03                            text; 2 levels: (0, 3), (1, 3)
//     01 61 01 62                                  "a", "b"
//
// So a row has the same bytes in every file that holds it, whatever the order of columns, their storage and their encodings,
// and also where a column was added of which it has nothing.

/// Makes the canonical bytes of a batch's rows, column by column, some rows at a time, in memory that is used again.
struct CanonicalRows {
    /// The rows' bytes, each behind `leadIn`, with scratch space between them.
    private(set) var bytes: [UInt8] = []
    /// Where each row begins, with its lead-in.
    private(set) var starts: [Int] = []
    /// Where each row ends.
    private(set) var ends: [Int] = []

    private let leadIn: [UInt8]
    private let columns: [CanonicalColumn]
    private var readings: [CanonicalColumn.Reading] = []
    private var batchRow = 0
    private var batchRowCount = 0

    /// Copies of up to 32 bytes may write that many; what comes behind a row is the next one, which may be there already.
    private static let gap = 32
    /// So many rows that their bytes stay in the cache while the columns come by.
    private static let blockRowCount = 512

    init(_ schema: Schema, leadIn: [UInt8]) {
        self.leadIn = leadIn
        columns = CanonicalColumn.all(of: schema)
    }

    /// Takes up a batch that has been checked.
    ///
    /// - Throws: `ParquetError` with code `limit` if a dictionary's values would take 2 GiB or more.
    mutating func begin(_ batch: RecordBatch) throws(ParquetError) {
        batchRow = 0
        batchRowCount = batch.rowCount
        readings.removeAll(keepingCapacity: true)
        for column in columns { readings.append(try CanonicalColumn.Reading(batch.columns[column.place], column)) }
    }

    /// Makes the bytes of the next rows.
    ///
    /// - Returns: false if there are none any more.
    mutating func next() -> Bool {
        let count = min(CanonicalRows.blockRowCount, batchRowCount - batchRow)
        guard count > 0 else { return false }
        // First what each row takes, in `ends`; then where they begin.
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(leadIn.count, count: count))
        for index in columns.indices {
            readings[index].advance(rows: batchRow..<batchRow + count, columns[index])
            readings[index].addSizes(to: &ends, columns[index])
        }
        starts.removeAll(keepingCapacity: true)
        var place = 0
        for size in ends {
            starts.append(place)
            place += size + CanonicalRows.gap
        }
        bytes.resizeUninitialized(to: max(bytes.count, place))
        CanonicalRows.writeLeadIns(leadIn, to: &bytes, starts, &ends)
        for index in columns.indices { readings[index].write(to: &bytes, at: &ends, columns[index]) }
        batchRow += count
        return true
    }

    /// Writes what comes before each row, and makes `ends` the places to write at.
    private static func writeLeadIns(_ leadIn: [UInt8], to bytes: inout [UInt8], _ starts: [Int], _ ends: inout [Int]) {
        var target = bytes.mutableRawBytes
        for row in starts.indices {
            target.copyOverwriting(from: leadIn.rawBytes, at: 0, count: leadIn.count, to: starts[row])
            ends[row] = starts[row] + leadIn.count
        }
    }
}
