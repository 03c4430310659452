internal import Parquet

/// The columns of a CREATE TABLE statement of Hive and Athena:
///
///     CREATE EXTERNAL TABLE IF NOT EXISTS logs.`sign_in` (
///       `id` string COMMENT 'who''s',
///       device struct<os:string, tags:array<string>>,
///       at timestamp
///     ) PARTITIONED BY (year int) STORED AS PARQUET …
///
/// What comes behind the list of columns is passed over, the columns of PARTITIONED BY with it: partitions are directories, and no
/// columns of the files.
struct HiveTableParser {
    private var tokens: SchemaTokens
    private let imports: SchemaImport

    /// The columns that `text` spells.
    ///
    /// - Throws: `ParquetError` with code `schema` and the byte.
    static func columns(_ text: [UInt8], _ imports: SchemaImport) throws(ParquetError) -> [SchemaContract.Column] {
        var parser = HiveTableParser(tokens: try SchemaTokens(text, signs: "(),<>:;=."), imports: imports)
        try parser.tokens.expect("create")
        for word in ["external", "temporary", "transactional"] { _ = parser.tokens.takeIf(word) }
        try parser.tokens.expect("table")
        if parser.tokens.takeIf("if") {
            try parser.tokens.expect("not")
            try parser.tokens.expect("exists")
        }
        repeat { _ = try parser.tokens.take("the table's name") } while parser.tokens.takeIf(".")
        try parser.tokens.expect("(")
        var columns: [SchemaContract.Column] = []
        repeat { columns.append(try parser.column(separator: nil, path: "", depth: 0)) } while parser.tokens.takeIf(",")
        try parser.tokens.expect(")")
        return columns
    }

    /// A column, or a field of a struct, whose name and type `separator` stands between.
    private mutating func column(
        separator: String?, path: String, depth: Int
    ) throws(ParquetError) -> SchemaContract.Column {
        let name = try tokens.take("a name")
        if let separator { try tokens.expect(separator) }
        let path = path.isEmpty ? name.text : "\(path).\(name.text)"
        let (type, read) = try type(path: path, depth: depth)
        var isRequired = false
        if tokens.takeIf("not") {
            try tokens.expect("null")
            isRequired = true
        }
        if tokens.takeIf("comment") { _ = try tokens.take("a comment") }
        return SchemaContract.Column(name.text, type, read: read, required: isRequired)
    }

    private mutating func type(path: String, depth: Int) throws(ParquetError) -> (ContractType, ReadRule?) {
        let word = try tokens.take("a type")
        guard depth < HiveTypeParser.maximumDepth else {
            throw SchemaTokens.error("types are nested more than \(HiveTypeParser.maximumDepth) deep", word.byteOffset)
        }
        switch word.keyword {
        case "array":
            try tokens.expect("<")
            let (type, read) = try type(path: "\(path).element", depth: depth + 1)
            try tokens.expect(">")
            return (.array(SchemaContract.Column(element: type, read: read)), nil)
        case "map":
            try tokens.expect("<")
            let key = try tokens.take("the type of the keys")
            guard ["string", "varchar", "char"].contains(key.keyword) else {
                throw SchemaTokens.error("the keys of a map are strings", key.byteOffset)
            }
            _ = try arguments()
            try tokens.expect(",")
            let (type, read) = try type(path: "\(path).value", depth: depth + 1)
            try tokens.expect(">")
            return (.map(SchemaContract.Column(value: type, read: read)), nil)
        case "struct", "row":
            try tokens.expect("<")
            var fields: [SchemaContract.Column] = []
            repeat { fields.append(try column(separator: ":", path: path, depth: depth + 1)) } while tokens.takeIf(",")
            try tokens.expect(">")
            return (.structure(fields), nil)
        case "timestamp":
            // Hive's timestamps have no unit; milliseconds are what Athena shows.
            let unit = try arguments().first
            let time = unit.flatMap { TimeUnit(rawValue: $0) } ?? .millis
            return (.timestamp(time), imports.epochs[path] ?? imports.timestamps)
        default: return (try plainType(word), nil)
        }
    }

    private mutating func plainType(_ word: SchemaTokens.Token) throws(ParquetError) -> ContractType {
        var name = word.keyword
        if name == "double" { _ = tokens.takeIf("precision") }
        let arguments = try arguments()
        switch name {
        case "integer": name = "int"
        case "long": name = "bigint"
        case "real": name = "float"
        case "numeric", "dec": name = "decimal"
        case "varchar", "char": return .string
        // Hive's default.
        case "decimal" where arguments.isEmpty: return .decimal(precision: 10, scale: 0)
        default: break
        }
        let type =
            arguments.isEmpty
            ? ContractType(word: name) : ContractType(word: name, arguments: arguments.map { $0[...] })
        guard let type else {
            throw SchemaTokens.error("\"\(word.text)\" is no type that a contract can have", word.byteOffset)
        }
        return type
    }

    /// What is in parentheses behind a type.
    private mutating func arguments() throws(ParquetError) -> [String] {
        guard tokens.takeIf("(") else { return [] }
        var arguments: [String] = []
        repeat { arguments.append(try tokens.take("a number").keyword) } while tokens.takeIf(",")
        try tokens.expect(")")
        return arguments
    }
}
