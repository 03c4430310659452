/// A condition on rows as people write it, in the words of SQL's `WHERE`:
///
///     status_code >= 400 and action in ('login', 'logout') and at between '2025-02-24T10:00Z' and '2025-02-24T11:00Z'
///     user.name like 'a%' and not (note is null or "order" = 7)
///
/// - **Columns** are named as in the file, without regard to case; fields of groups behind a dot. In double quotes a name may hold
///   anything; a double quote is written twice there. A column that is called exactly so comes before one that differs in case.
/// - **Conditions**: `=` (`==`), `<>` (`!=`), `<`, `<=`, `>`, `>=` between a column and a value, on either side; `[not] in (…)`,
///   `[not] between … and …`, `is [not] null`, `[not] like '…' [escape '…']` with `%` and `_`; a column of truth values, `true`,
///   `false`; `and`, `or`, `not` and parentheses, `not` binding most and `or` least.
/// - **Values** are taken as the column's type has them: `'text'` (a quote is written twice) is text, or a day, a time, a UUID, a
///   number, of a column of these; `x'00ff'` bytes; numbers; `true`, `false`, `null`. `date '…'`, `time '…'`, `timestamp '…'` and
///   `timestamptz '…'` may be written, too.
/// - **Times**: `'2025-02-24'`, `'2025-02-24T10:00Z'`, `'2025-02-24 10:00:00.125+01:00'`; a day alone is its midnight. Without a
///   zone a time is one in UTC where the column has instants. A column of local timestamps takes none with a zone.
/// - **Numbers** are exact: no whole number or decimal is rounded. A number with a point or an exponent that meets a column of
///   floating-point numbers is the nearest of those, so that `price = 0.1` finds what was written as 0.1.
///
/// What a predicate is about nulls, NaN and order: ``Predicate``.
public struct WhereClause: Sendable {
    /// What was written.
    public let text: String
    private(set) var node: WhereNode

    /// How deeply parentheses may be nested.
    public static let maximumDepth = 100
    /// The most bytes of a clause.
    public static let maximumByteCount = 1 << 20

    /// The clause that `text` is.
    ///
    /// - Throws: `ParquetError` with code `argument`, which shows the place and says what should be there.
    public init(_ text: String) throws(ParquetError) {
        guard text.utf8.count <= WhereClause.maximumByteCount else {
            throw ParquetError(
                .argument,
                "the where-clause has \(text.utf8.count) bytes, at most \(WhereClause.maximumByteCount) are read")
        }
        self.text = text
        var parser = try WhereParser(text)
        node = try parser.clause()
    }

    /// The names of the columns that it asks, as they are written, each once.
    public var columnNames: [String] {
        var names: [String] = []
        node.forEachName { name in
            let joined = name.parts.joined(separator: ".")
            if !names.contains(joined) { names.append(joined) }
        }
        return names
    }

    /// What it asks of rows with `schema`, which may have columns besides those of a file: the values of partitions.
    ///
    /// - Throws: `ParquetError` with code `argument`, which shows the place, if there is no such column, its name fits more than
    ///   one, or the value is none of the column's.
    public func predicate(for schema: Schema) throws(ParquetError) -> Predicate {
        try WhereBinder(text: text, schema: schema).predicate(node)
    }

    /// The clause with each name as `schema` spells the column that it means: so it is about the same columns in files that also have
    /// others whose names differ only in case.
    ///
    /// - Throws: `ParquetError` with code `argument` as `predicate(for:)`, if there is no such column or its name fits more than one.
    package func spelled(for schema: Schema) throws(ParquetError) -> WhereClause {
        var clause = self
        clause.node = try WhereBinder(text: text, schema: schema).spelled(node)
        return clause
    }
}

extension Predicate {
    /// The predicate that a where-clause is for rows with `schema`; see ``WhereClause``.
    ///
    /// - Throws: `ParquetError` with code `argument`, which shows the place in the text.
    public init(where text: String, schema: Schema) throws(ParquetError) {
        self = try WhereClause(text).predicate(for: schema)
    }
}

/// A where-clause as it is written, with the places of its parts as bytes of the text.
indirect enum WhereNode: Sendable {
    case comparison(WhereName, Predicate.Comparison, WhereLiteral)
    case isIn(WhereName, [WhereLiteral])
    case isNull(WhereName)
    case like(WhereName, pattern: String, escape: Unicode.Scalar?, place: Int)
    /// A column of truth values.
    case isTrue(WhereName)
    case constant(Bool)
    case and([WhereNode])
    case or([WhereNode])
    case not(WhereNode)

    func forEachName(_ body: (WhereName) -> Void) {
        switch self {
        case .comparison(let name, _, _), .isIn(let name, _), .isNull(let name), .like(let name, _, _, _),
            .isTrue(let name):
            body(name)
        case .constant: break
        case .and(let parts), .or(let parts): for part in parts { part.forEachName(body) }
        case .not(let inner): inner.forEachName(body)
        }
    }
}

/// A column's name.
struct WhereName: Sendable {
    let parts: [String]
    let place: Int
}

/// A value as it is written.
struct WhereLiteral: Sendable {
    enum Content: Sendable {
        case null
        case boolean(Bool)
        /// A number with its sign.
        case number(String)
        case text(String)
        case bytes([UInt8])
        /// A word such as `date` and the text behind it.
        case typed(Kind, String)
    }

    enum Kind: String, Sendable, CaseIterable {
        case date
        case time
        case timestamp
        case timestamptz
    }

    let content: Content
    let place: Int
}

extension ParquetError {
    /// An error at the byte `place` of a where-clause: the sentence, the line, and a caret below the place.
    static func whereClause(_ message: String, _ text: String, at place: Int) -> ParquetError {
        let bytes = Array(text.utf8)
        let place = min(max(place, 0), bytes.count)
        // Of a long line only what is around the place.
        var start = place
        while start > 0, bytes[start - 1] != 0x0A, place - start < 60 { start -= 1 }
        var end = place
        while end < bytes.count, bytes[end] != 0x0A, end - place < 40 { end += 1 }
        func shown(_ range: Range<Int>) -> String {
            String(
                String.UnicodeScalarView(
                    String(decoding: bytes[range], as: UTF8.self).unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        }
        let before = shown(start..<place)
        return ParquetError(
            .argument,
            "\(message)\n  \(before)\(shown(place..<end))\n  \(String(repeating: " ", count: before.count))^")
    }
}
