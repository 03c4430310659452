internal import Parquet
internal import ParquetBytes

/// Makes the column `_extra`: for each row null, or an object that has what fits no column, at the place it has in the line.
///
///     {"id":1, "scopes":["r", 5], "device":{"os":"linux", "model" : "x"}}
///
/// with columns `id`, `scopes array<string>` and `device struct<os:string>` gives
///
///     {"scopes":{"1":5},"device":{"model":"x"}}
///
/// The keys are in the order of the line and spelt as there; the elements of an array are the members of an object with their
/// indices as keys; values are as in the line, but for white space outside of strings. What does not fit a hashed column is hashed.
struct ExtraFiller: Sendable {
    /// A step from the line down: a key of a table's tree, or the row of an element.
    private struct Step: Equatable {
        var table: Int32
        var id: Int32
        var isElement: Bool
    }

    /// What hashes the values of hashed columns that do not fit them.
    private var hasher: ValueHasher?
    /// The steps to the object that is open, and to that of the next item.
    private var open: [Step] = []
    private var steps: [Step] = []
    /// The bitmap of the last batch, of which the memory is used again.
    private var spareValidity = Bitmap()

    init(hasher: ValueHasher?) {
        self.hasher = hasher
    }

    /// Empties `vector` and keeps its memory.
    mutating func begin(_ vector: inout ColumnVector) {
        if case .validity(let bitmap) = vector.presence { spareValidity = bitmap }
        vector.presence = .all(rowCount: 0)
        vector.values.removeAllKeepingMemory()
    }

    /// Appends `rowCount` rows of a block, in which `items` were found in `text`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the vector is none of strings, and `limit` if they exceed 2 GiB.
    mutating func append(
        _ items: inout [ExtraItem], _ tables: [RowTable], rowCount: Int, _ text: RawSpan, to vector: inout ColumnVector
    ) throws(ParquetError) {
        var validity = takeValidity(&vector.presence)
        defer { vector.presence = .validity(validity) }
        guard !items.isEmpty else {
            validity.append(repeating: false, count: rowCount)
            return
        }
        guard var values = vector.values.takeByteArray() else {
            throw ParquetError(
                .schema, "the batch does not hold strings", at: .init(column: SchemaContract.extraColumnName))
        }
        defer { vector.values = .byteArray(values) }
        if zip(items, items.dropFirst()).contains(where: { ExtraItem.precedes($1, $0) }) {
            items.sort(by: ExtraItem.precedes)
        }
        var row = 0
        var index = 0
        while index < items.count {
            let own = ExtraFiller.line(of: items[index], tables)
            validity.append(repeating: false, count: own - row)
            validity.append(true)
            row = own + 1
            let lineEnd = row < tables[0].rows.rowCount ? Int(tables[0].rows.mark(ofRow: row)) : text.byteCount
            try appendObject(items, &index, before: lineEnd, tables, text, to: &values.bytes)
            guard let end = Int32(exactly: values.bytes.count) else {
                throw ParquetError(
                    .limit, "the values of the column exceed 2 GiB in one batch",
                    at: .init(column: SchemaContract.extraColumnName))
            }
            values.offsets.append(end)
        }
        validity.append(repeating: false, count: rowCount - row)
    }

    private mutating func takeValidity(_ presence: inout Presence) -> Bitmap {
        if case .validity(let bitmap) = presence {
            presence = .all(rowCount: 0)
            return bitmap
        }
        var bitmap = Bitmap()
        swap(&bitmap, &spareValidity)
        bitmap.removeAll()
        return bitmap
    }

    /// The row of the line that `item` is in.
    private static func line(of item: ExtraItem, _ tables: [RowTable]) -> Int {
        var row = Int(item.row)
        var table = Int(item.table)
        while let list = tables[table].list {
            row = tables[table].parentRow(of: row)
            table = list.parent
        }
        return row
    }

    /// Appends the object of the items from `index` on that lie before `lineEnd`.
    private mutating func appendObject(
        _ items: [ExtraItem], _ index: inout Int, before lineEnd: Int, _ tables: [RowTable], _ text: RawSpan,
        to bytes: inout [UInt8]
    ) throws(ParquetError) {
        open.removeAll(keepingCapacity: true)
        bytes.append(0x7B)
        var last = Int32(-1)
        var isFirst = true
        while index < items.count, items[index].start < lineEnd {
            let item = items[index]
            index += 1
            // Two columns of one place, or of one within the other: the whole says all.
            if item.start < last { continue }
            last = item.end
            if item.key >= 0, item.table == 0, item.node == 0 {
                // An unknown key of the line itself: the usual case.
                steps.removeAll(keepingCapacity: true)
            } else {
                findSteps(to: item, tables)
            }
            let key = item.key < 0 ? steps.popLast() : nil
            var shared = 0
            while shared < min(open.count, steps.count), open[shared] == steps[shared] { shared += 1 }
            if open.count > shared {
                for _ in shared..<open.count { bytes.append(0x7D) }
                open.removeLast(open.count - shared)
                isFirst = false
            }
            while open.count < steps.count {
                let step = steps[open.count]
                if !isFirst { bytes.append(0x2C) }
                ExtraFiller.append(step, tables, text, to: &bytes)
                bytes.append(0x3A)
                bytes.append(0x7B)
                open.append(step)
                isFirst = true
            }
            if !isFirst { bytes.append(0x2C) }
            isFirst = false
            let value = Int(item.start)..<Int(item.end)
            if let key {
                ExtraFiller.append(key, tables, text, to: &bytes)
                bytes.append(0x3A)
            } else if try appendMember(text, Int(item.key), value, to: &bytes) {
                continue
            }
            if isSecret(item, tables) {
                bytes.append(0x22)
                bytes += try hasher?.digits(text, value) ?? []
                bytes.append(0x22)
            } else {
                try JSONText.appendCompact(text, value, to: &bytes)
            }
        }
        for _ in 0..<open.count + 1 { bytes.append(0x7D) }
    }

    /// Appends the unknown key whose opening quote is at `key`, and the colon; its value, too, if no white space is between.
    ///
    /// - Returns: whether the value was appended.
    private func appendMember(
        _ text: RawSpan, _ key: Int, _ value: Range<Int>, to bytes: inout [UInt8]
    ) throws(ParquetError) -> Bool {
        let first = text.loadUInt8(at: value.lowerBound)
        // A quote before the colon is that of the key.
        if text.loadUInt16(at: value.lowerBound - 2) == 0x3A22, first != 0x7B, first != 0x5B {
            JSONText.append(text, key..<value.upperBound, to: &bytes)
            return true
        }
        let end = try JSONString.end(in: text, from: key + 1).end
        JSONText.append(text, key..<end + 1, to: &bytes)
        bytes.append(0x3A)
        return false
    }

    /// Whether the value of `item` is that of a hashed column, or may have such within.
    private func isSecret(_ item: ExtraItem, _ tables: [RowTable]) -> Bool {
        item.key < 0 && tables[Int(item.table)].tree.nodes[Int(item.node)].isSecret
    }

    /// Leaves in `steps` how the node of `item` is reached from its line.
    private mutating func findSteps(to item: ExtraItem, _ tables: [RowTable]) {
        steps.removeAll(keepingCapacity: true)
        var table = Int(item.table)
        var row = Int(item.row)
        var node = item.node
        while true {
            while node > 0 {
                steps.append(Step(table: Int32(truncatingIfNeeded: table), id: node, isElement: false))
                node = tables[table].tree.nodes[Int(node)].parent
            }
            guard let list = tables[table].list else { break }
            steps.append(
                Step(
                    table: Int32(truncatingIfNeeded: table), id: Int32(truncatingIfNeeded: row), isElement: true))
            row = tables[table].parentRow(of: row)
            table = list.parent
            node = list.node
        }
        steps.reverse()
    }

    /// Appends the key that `step` is in an object, with its quotes.
    private static func append(_ step: Step, _ tables: [RowTable], _ text: RawSpan, to bytes: inout [UInt8]) {
        let table = tables[Int(step.table)]
        guard step.isElement else {
            bytes.append(contentsOf: table.tree.nodes[Int(step.id)].quotedKey)
            return
        }
        let row = Int(step.id)
        if table.list?.isMap == true {
            let key = table.rows.place(inSlot: PlaceTable.markSlot, row: row)
            JSONText.append(text, key.start - 1..<key.end + 1, to: &bytes)
        } else {
            let index = row - Int(table.starts[table.parentRow(of: row)])
            bytes.append(0x22)
            bytes.append(contentsOf: "\(index)".utf8)
            bytes.append(0x22)
        }
    }
}
