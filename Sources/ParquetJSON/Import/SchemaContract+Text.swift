public import Parquet

extension SchemaContract {
    /// The contract that a text spells, which is told by its first word: a contract in JSON, a Parquet message type (`message m {
    /// optional binary id (STRING); }`), or a CREATE TABLE statement of Hive or Athena, whose partition columns are left out.
    ///
    /// - Parameters:
    ///   - text: the text, in UTF-8; a byte order mark is passed over.
    ///   - timestamps: how timestamps are read, where the text is no contract and so does not say it.
    ///   - epochs: likewise, how columns are read that hold instants as numbers, by path: `at`, `device.seen`.
    /// - Throws: `ParquetError` with code `json` or `schema`, with line and byte offset, if it is none of them.
    public init(
        text: [UInt8], timestamps: ReadRule = .rfc3339, epochs: [String: ReadRule] = [:]
    ) throws(ParquetError) {
        let start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard text.dropFirst(start).first(where: { $0 > 0x20 }) != 0x7B else {
            try self.init(json: text)
            return
        }
        do throws(ParquetError) {
            let body = [UInt8](repeating: 0x20, count: start) + text[start...]
            let tokens = try SchemaTokens(body, signs: "{}(),<>:;=.")
            switch tokens.peek?.keyword {
            case "message":
                try self.init(schema: MessageTypeParser.schema(body), timestamps: timestamps, epochs: epochs)
            case "create":
                let imports = SchemaImport(timestamps: timestamps, epochs: epochs)
                try self.init(columns: HiveTableParser.columns(body, imports))
            default:
                throw ParquetError(
                    .schema,
                    "is no contract: neither JSON, nor a Parquet message type (message …), nor a CREATE TABLE statement",
                    at: .init(byteOffset: tokens.peek?.byteOffset ?? 0))
            }
        } catch {
            guard let byteOffset = error.place.byteOffset else { throw error }
            let lines = text.prefix(byteOffset).reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
            throw error.at(.init(line: lines))
        }
    }
}
