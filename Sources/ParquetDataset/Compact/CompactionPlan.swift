internal import Parquet

/// Which files of a partition become one.
struct CompactionPlan: Sendable {
    /// Files that follow one another and become one.
    struct Part: Sendable {
        /// Their places in the partition's receipt.
        var files: Range<Int>
        /// The schema of the file.
        var schema: Schema
        var byteCount: Int
    }

    private(set) var parts: [Part] = []
    /// Why files were left apart that would fit together.
    private(set) var remarks: [String] = []

    /// Whether any files become one.
    var isAny: Bool { parts.contains { $0.files.count > 1 } }

    /// Puts `files`, in the order of their rows, together as long as their bytes stay within `byteLimit`.
    init(_ files: [(name: String, file: ParquetFile)], byteLimit: Int) {
        for (place, (name, file)) in files.enumerated() {
            if var last = parts.last, last.byteCount + file.byteCount <= byteLimit {
                if let schema = last.schema.united(with: file.schema) {
                    if files[last.files.lowerBound].file.hasSamePairs(as: file) {
                        last.schema = schema
                        last.files = last.files.lowerBound..<place + 1
                        last.byteCount += file.byteCount
                        parts[parts.count - 1] = last
                        continue
                    }
                    remarks.append("\(name) has other key-value pairs than the files before it, and is left apart")
                } else {
                    remarks.append("\(name) has another schema than the files before it, and is left apart")
                }
            }
            parts.append(Part(files: place..<place + 1, schema: file.schema, byteCount: file.byteCount))
        }
    }
}

extension Schema {
    /// The schema of files that hold the rows of this one and of `other`: the same, or that of the two which has, besides all columns of
    /// the other one, only such that may be null. Nil if there is none.
    fileprivate func united(with other: Schema) -> Schema? {
        if hasSameFields(as: other) { return self }
        if other.extends(self) { return other }
        return extends(other) ? self : nil
    }

    /// Whether it has all fields of `other` as they are there, and besides only such that may be missing.
    private func extends(_ other: Schema) -> Bool {
        let own = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let its = Dictionary(other.fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        guard own.count == fields.count, its.count == other.fields.count else { return false }
        return other.fields.allSatisfy { own[$0.name] == $0 }
            && fields.allSatisfy { its[$0.name] != nil || $0.repetition != .required }
    }
}

extension ParquetFile {
    /// Whether both footers have the same key-value pairs.
    fileprivate func hasSamePairs(as other: ParquetFile) -> Bool {
        (metadata.keyValueMetadata ?? []) == (other.metadata.keyValueMetadata ?? [])
    }
}
