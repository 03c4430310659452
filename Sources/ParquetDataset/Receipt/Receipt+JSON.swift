internal import Parquet
internal import ParquetJSON

extension Receipt {
    /// The body as canonical JSON; its bytes are what is hashed and what the next receipt names.
    var body: CanonicalJSON {
        .object([
            "receipt": .integer(1),
            "number": .integer(number),
            "previous": previous.map { .string($0.description) } ?? .null,
            "action": .string(action.rawValue),
            "partition": .array(partition.components.map { .string($0) }),
            "contract": .object([
                "revision": .integer(contract.revision), "sha256": .string(contract.sha256.description),
            ]),
            "tool": .object([
                "name": .string(tool.name), "version": .string(tool.version),
                "libraries": Receipt.texts(tool.libraries),
            ]),
            "options": Receipt.texts(options),
            "sources": .array(sources.map(\.json)),
            "outputs": .array(outputs.map(\.json)),
            "rows": rows.json,
            "erased": erased?.json ?? .null,
            "quarantine": quarantine?.json ?? .null,
        ])
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
        let partition = PartitionPath(components: try reader.strings("partition"))
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
        var outputs: [Output] = []
        for value in try reader.array("outputs") { outputs.append(try Output(value)) }
        let rows = try Rows(try reader.object("rows"))
        let erased: Erasure? = if let found = try reader.optional("erased") { try Erasure(found) } else { nil }
        let quarantine: Quarantine? =
            if let found = try reader.optional("quarantine") { try Quarantine(found) } else { nil }
        try reader.finish()
        self.init(
            number: number, previous: previous, action: action, partition: partition, contract: revision, tool: tool,
            options: options, sources: sources, outputs: outputs, rows: rows, erased: erased, quarantine: quarantine)
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
            "sha256": .string(sha256.description), "lines": .integer(lines), "rows": .integer(rows),
            "blank": .integer(blankLines), "quarantined": .integer(quarantinedLines),
        ])
    }

    fileprivate init(_ value: CanonicalJSON) throws(ParquetError) {
        var reader = try RecordReading(value, "a source")
        self.init(
            name: try reader.string("name"), byteCount: try reader.integer("bytes"),
            modifiedNanoseconds: try reader.digits("modified"), sha256: try reader.hash("sha256"),
            lines: try reader.integer("lines"), rows: try reader.integer("rows"),
            blankLines: try reader.integer("blank"),
            quarantinedLines: try reader.integer("quarantined"))
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
            "count": .integer(count), "multiset": multiset.json, "merkle_root": .string(merkleRoot.description),
        ])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
        self.init(
            count: try reader.integer("count"), multiset: try MultisetHash(try reader.object("multiset")),
            merkleRoot: try reader.hash("merkle_root"))
        try reader.finish()
    }
}

extension Receipt.Erasure {
    fileprivate var json: CanonicalJSON {
        .object([
            "rows": .integer(rowCount), "multiset": multiset.json,
            "requests": .array(requests.map { .string($0.description) }),
        ])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
        let rowCount = try reader.integer("rows")
        let multiset = try MultisetHash(try reader.object("multiset"))
        var requests: [Hash256] = []
        for text in try reader.strings("requests") {
            guard let hash = Hash256(text) else { throw reader.error("should be hashes", of: "requests") }
            requests.append(hash)
        }
        try reader.finish()
        self.init(rowCount: rowCount, multiset: multiset, requests: requests)
    }
}

extension Receipt.Quarantine {
    fileprivate var json: CanonicalJSON {
        .object(["file": .string(file), "lines": .integer(lines), "sha256": .string(sha256.description)])
    }

    fileprivate init(_ fields: RecordReading) throws(ParquetError) {
        var reader = fields
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
