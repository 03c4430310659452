internal import Parquet
internal import ParquetBytes

// The unknown keys of lines that are kept: where their values end, which is known once a line was found to be valid.
extension PlaceRecorder {
    /// Tells `findings` the unknown keys of the block's lines.
    ///
    /// - Throws: `ParquetError` with code `json` if the text was not validated.
    func findUnknownKeys(_ text: RawSpan, _ findings: inout BlockFindings) throws(ParquetError) {
        var duplicates = 0
        for key in unknownKeys where key.row < rows.rowCount {
            while duplicates < rowsWithDuplicates.count, rowsWithDuplicates[duplicates] < key.row { duplicates += 1 }
            if duplicates < rowsWithDuplicates.count, rowsWithDuplicates[duplicates] == key.row { continue }
            let member = try JSONExtent.member(text, at: Int(key.start))
            let end = try JSONExtent.end(text, of: member.value)
            findings.unknownKey(
                table: 0, row: Int(key.row), node: key.node, key: member.key, value: member.value..<end)
        }
        for row in rowsWithDuplicates where row < rows.rowCount {
            let start = GapWalk.behindSpace(text, Int(rows.mark(ofRow: Int(row))))
            try findUnknownKeys(in: start, node: 0, row: Int(row), text, &findings)
        }
    }

    /// Finds them where keys occur again: in the object at `start`, which is that of `node`.
    private func findUnknownKeys(
        in start: Int, node: Int32, row: Int, _ text: RawSpan, _ findings: inout BlockFindings
    ) throws(ParquetError) {
        guard !tree.nodes[Int(node)].isCovered else { return }
        for member in try JSONExtent.lastMembers(text, of: start) {
            let key = try JSONString.unescaped(text, from: member.keyPlace.start, to: member.keyPlace.end)
            let child = tree.child(key.rawBytes, of: node, guess: 0).node
            if child < 0 {
                let end = try JSONExtent.end(text, of: member.value)
                findings.unknownKey(table: 0, row: row, node: node, key: member.key, value: member.value..<end)
            } else if text.loadUInt8(at: member.value) == 0x7B {
                try findUnknownKeys(in: member.value, node: child, row: row, text, &findings)
            }
        }
    }
}
