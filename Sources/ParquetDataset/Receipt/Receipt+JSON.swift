internal import Parquet
internal import ParquetJSON

extension Receipt {
    /// The body as canonical JSON; its bytes are what is hashed and what the next receipt names.
    var body: CanonicalJSON {
        let members: CanonicalMembers = [
            "receipt": .integer(1),
            "number": .integer(number),
            "previous": previous.map { .string($0.description) } ?? .null,
            "action": .string(action.rawValue),
            "contract": .object([
                "revision": .integer(contract.revision), "sha256": .string(contract.sha256.description),
            ]),
            "tool": .object([
                "name": .string(tool.name), "version": .string(tool.version),
                "libraries": Receipt.texts(tool.libraries),
            ]),
            "options": Receipt.texts(options),
            "sources": .array(sources.map(\.json)),
            "partitions": .array(partitions.map(\.json)),
            "by_columns": .boolean(isByColumns),
            "multiset": multiset?.json ?? .null,
            "erased": erased?.json ?? .null,
            "quarantines": .array(quarantines.map(\.json)),
        ]
        // Left out where there are none, as in most.
        guard !earlierErasures.isEmpty else { return .object(members) }
        let erasures = CanonicalJSON.array(
            earlierErasures.map { .object(["receipt": .integer($0.receipt), "rows": .integer($0.rowCount)]) })
        return .object(CanonicalMembers(members.all + [(key: "earlier_erasures", value: erasures)]))
    }

    /// The hash of the body's bytes: what the next receipt names.
    public var hash: Hash256 { Hash256(of: body.bytes) }

    /// The receipt that a body is.
    ///
    /// - Throws: `ParquetError` with code `malformed` if a field is missing, not known or of another kind, or the numbers do not
    ///   add up.
    init(body: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(body, "the receipt")
        let version = try reader.integer("receipt")
        guard version == 1 else { throw reader.error("is version \(version), only 1 is known", of: "receipt") }
        let number = try reader.integer("number")
        let previous = try reader.optionalHash("previous")
        let name = try reader.string("action")
        guard let action = Action(rawValue: name) else {
            throw reader.error("is \"\(name)\", which is not known", of: "action")
        }
        var contract = try reader.object("contract")
        let revision = Contract(revision: try contract.integer("revision"), sha256: try contract.hash("sha256"))
        try contract.finish()
        var program = try reader.object("tool")
        let tool = Tool(
            name: try program.string("name"), version: try program.string("version"),
            libraries: try program.texts("libraries"))
        try program.finish()
        let options = try reader.texts("options")
        var sources: [Source] = []
        for value in try reader.array("sources") { sources.append(try Source(value)) }
        var partitions: [Partition] = []
        for value in try reader.array("partitions") { partitions.append(try Partition(value)) }
        let isByColumns = try reader.boolean("by_columns")
        let multiset: MultisetHash? =
            if let found = try reader.optional("multiset") { try MultisetHash(found) } else { nil }
        let erased: Erasure? = if let found = try reader.optional("erased") { try Erasure(found) } else { nil }
        var earlierErasures: [EarlierErasure] = []
        let earlier = reader.has("earlier_erasures") ? try reader.array("earlier_erasures") : nil
        guard earlier?.isEmpty != true else {
            throw reader.error("is left out where it is empty", of: "earlier_erasures")
        }
        for value in earlier ?? [] {
            var erasure = try RecordReading(value, "an earlier erasure")
            earlierErasures.append(
                .init(receipt: try erasure.integer("receipt"), rowCount: try erasure.integer("rows")))
            try erasure.finish()
        }
        var quarantines: [Quarantine] = []
        for value in try reader.array("quarantines") { quarantines.append(try Quarantine(value)) }
        try reader.finish()
        self.init(
            number: number, previous: previous, action: action, contract: revision, tool: tool, options: options,
            sources: sources, partitions: partitions, isByColumns: isByColumns, multiset: multiset, erased: erased,
            earlierErasures: earlierErasures, quarantines: quarantines)
        try check()
    }

    private static func texts(_ texts: [String: String]) -> CanonicalJSON {
        .object(CanonicalMembers(texts.map { (key: $0.key, value: .string($0.value)) }))
    }
}

extension Receipt.Source {
    fileprivate var json: CanonicalJSON {
        .object([
            "name": .string(name), "bytes": .integer(byteCount), "modified": .string(String(modifiedNanoseconds)),
            "sha256": sha256.map { .string($0.description) } ?? .null, "lines": .integer(lines), "rows": .integer(rows),
            "blank": .integer(blankLines), "quarantined": .integer(quarantinedLines),
        ])
    }

    fileprivate init(_ value: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(value, "a source")
        self.init(
            name: try reader.string("name"), byteCount: try reader.integer("bytes"),
            modifiedNanoseconds: try reader.digits("modified"), sha256: try reader.optionalHash("sha256"),
            lines: try reader.integer("lines"), rows: try reader.integer("rows"),
            blankLines: try reader.integer("blank"),
            quarantinedLines: try reader.integer("quarantined"))
        try reader.finish()
    }
}

extension Receipt.Partition {
    fileprivate var json: CanonicalJSON {
        .object([
            "path": .array(path.components.map { .string($0) }), "outputs": .array(outputs.map(\.json)),
            "rows": rows.json,
        ])
    }

    fileprivate init(_ value: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(value, "a partition")
        let path = PartitionPath(components: try reader.strings("path"))
        var outputs: [Receipt.Output] = []
        for value in try reader.array("outputs") { outputs.append(try Receipt.Output(value)) }
        self.init(path: path, outputs: outputs, rows: try Receipt.Rows(try reader.object("rows")))
        try reader.finish()
    }
}

extension Receipt.Output {
    fileprivate var json: CanonicalJSON {
        .object([
            "name": .string(name), "bytes": .integer(byteCount), "rows": .integer(rowCount),
            "sha256": .string(sha256.description),
            "nulls": .array(
                nulls.map { nulls in
                    .object(["column": .array(nulls.column.map { .string($0) }), "count": .integer(nulls.count)])
                }),
        ])
    }

    fileprivate init(_ value: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(value, "an output")
        var nulls: [Receipt.Nulls] = []
        for value in try reader.array("nulls") {
            var column = try RecordReading(value, "a column's nulls")
            nulls.append(.init(column: try column.strings("column"), count: try column.integer("count")))
            try column.finish()
        }
        self.init(
            name: try reader.string("name"), byteCount: try reader.integer("bytes"),
            rowCount: try reader.integer("rows"),
            sha256: try reader.hash("sha256"), nulls: nulls)
        try reader.finish()
    }
}

extension Receipt.Rows {
    fileprivate var json: CanonicalJSON {
        .object([
            "count": .integer(count), "digest": digest.map { .string($0.description) } ?? .null,
            "trees": .array(
                trees.map { .object(["rows": .integer($0.rowCount), "root": .string($0.root.description)]) }),
        ])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
        let count = try reader.integer("count")
        let digest = try reader.optionalHash("digest")
        var trees: [Receipt.Tree] = []
        for value in try reader.array("trees") {
            var tree = try RecordReading(value, "a tree")
            trees.append(.init(rowCount: try tree.integer("rows"), root: try tree.hash("root")))
            try tree.finish()
        }
        try reader.finish()
        self.init(count: count, digest: digest, trees: trees)
    }
}

extension Receipt.Erasure {
    fileprivate var json: CanonicalJSON {
        .object([
            "request": .string(request.description), "multiset": multiset?.json ?? .null,
            "removals": .array(
                removals.map { removal in
                    .object([
                        "partition": .array(removal.partition.components.map { .string($0) }),
                        "file": .string(removal.file), "rows": .integer(removal.rowCount),
                    ])
                }),
        ])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
        let request = try reader.hash("request")
        let multiset: MultisetHash? =
            if let found = try reader.optional("multiset") { try MultisetHash(found) } else { nil }
        var removals: [Receipt.Removal] = []
        for value in try reader.array("removals") {
            var removal = try RecordReading(value, "a removal")
            removals.append(
                .init(
                    partition: PartitionPath(components: try removal.strings("partition")),
                    file: try removal.string("file"), rowCount: try removal.integer("rows")))
            try removal.finish()
        }
        try reader.finish()
        self.init(request: request, removals: removals, multiset: multiset)
    }
}

extension Receipt.Quarantine {
    fileprivate var json: CanonicalJSON {
        .object(["file": .string(file), "lines": .integer(lines), "sha256": .string(sha256.description)])
    }

    fileprivate init(_ value: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(value, "a quarantine")
        self.init(
            file: try reader.string("file"), lines: try reader.integer("lines"), sha256: try reader.hash("sha256"))
        try reader.finish()
    }
}

extension MultisetHash {
    /// The digest, and the lanes that rows are taken out of.
    fileprivate var json: CanonicalJSON {
        .object([
            "algorithm": .string(MultisetHash.algorithm), "digest": .string(digest.description),
            "lanes": .string(Base64.text(laneBytes)),
        ])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
        let algorithm = try reader.string("algorithm")
        guard algorithm == MultisetHash.algorithm else {
            throw reader.error("is \"\(algorithm)\", only \(MultisetHash.algorithm) is known", of: "algorithm")
        }
        let digest = try reader.hash("digest")
        guard let bytes = Base64.bytes(try reader.string("lanes")), let hash = MultisetHash(laneBytes: bytes) else {
            throw reader.error("should be 2,048 bytes in Base64", of: "lanes")
        }
        guard hash.digest == digest else { throw reader.error("is not that of the lanes", of: "digest") }
        try reader.finish()
        self = hash
    }
}
