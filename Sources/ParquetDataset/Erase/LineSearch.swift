internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// Asks a where-clause of JSON text: of lines, and of what stands in a row's `_extra`.
struct LineSearch: Sendable {
    /// What is found in a line.
    enum Finding: Sendable {
        case nothing
        /// It is a JSON object that the clause is true of.
        case record
        /// It is none, and holds a value that the clause asks for as text.
        case text
    }

    private let clause: WhereClause
    private let conditions: [WhereCondition]
    /// For each condition, the keys that lead to its value, by the contract and as the clause has them.
    private let keys: [[[String]]]
    /// A line that holds none of these texts, nor an escape, is not what is sought; nil if that cannot be told.
    private let needles: [ByteText]?
    /// For each condition, what it asks for by name.
    private let literals: [[ByteText]?]

    init(_ clause: WhereClause, contract: SchemaContract?) throws(ParquetError) {
        self.clause = clause
        conditions = clause.conditions
        keys = conditions.map { condition in
            let named = condition.name
            let byContract = contract?.keys(ofColumn: named) ?? named
            return byContract == named ? [named] : [byContract, named]
        }
        literals = conditions.map { $0.literalTexts.map { texts in texts.map { ByteText($0) } } }
        // Where no condition is true and the clause may be, a line without any of the texts is wanted, too.
        let needsOne = try !clause.outcomes { _ throws(ParquetError) in [.isFalse, .isUnknown] }.contains(.isTrue)
        let exact = conditions.map(\.exactTexts)
        needles =
            needsOne && !exact.contains(where: { $0 == nil })
            ? exact.flatMap { $0 ?? [] }.map { ByteText($0) } : nil
    }

    /// What is found in `line`.
    ///
    /// - Parameter constants: values that all lines have, by name, where they themselves say nothing: those of the partition.
    func finding(
        _ line: [UInt8], constants: [(key: String, value: String?)]
    ) throws(ParquetError) -> Finding {
        let constants = conditions.map { LineSearch.outcome($0, by: constants) }
        if let needles, !constants.contains(where: { $0 == .isTrue }), !line.contains(UInt8(ascii: "\\")),
            !needles.contains(where: { $0.occurs(in: line) })
        {
            return .nothing
        }
        guard let lookup = JSONLookup(line) else { return try textFinding(line, constants) }
        var index = 0
        let outcome = try clause.outcomes { condition throws(ParquetError) in
            defer { index += 1 }
            if let value = value(index, in: lookup) { return condition.outcome(of: value) }
            return constants[index] ?? condition.outcome(of: .null)
        }
        return outcome.contains(.isTrue) ? .record : .nothing
    }

    /// What a condition comes to by a partition's values; nil if it asks none of them.
    private static func outcome(
        _ condition: WhereCondition, by constants: [(key: String, value: String?)]
    ) -> WhereOutcomes? {
        guard condition.name.count == 1 else { return nil }
        let name = condition.name[0].lowercased()
        guard let constant = constants.first(where: { $0.key.lowercased() == name }) else { return nil }
        return condition.outcome(of: constant.value.map { .text($0) } ?? .null)
    }

    /// What the conditions come to by the JSON object that stands beside a row's columns; nil where it has no such key.
    func outcomes(beside json: [UInt8]) -> [WhereOutcomes?] {
        guard let lookup = JSONLookup(json) else { return conditions.map { _ in nil } }
        return conditions.indices.map { index in
            value(index, in: lookup).map { conditions[index].outcome(of: $0) }
        }
    }

    private func value(_ condition: Int, in lookup: JSONLookup) -> WhereOperand? {
        for path in keys[condition] {
            if let value = lookup.value(at: path) { return value }
        }
        return nil
    }

    /// Conditions that ask for values by name are taken as true of a line that holds one as a word; of others nothing is known.
    private func textFinding(_ line: [UInt8], _ constants: [WhereOutcomes?]) throws(ParquetError) -> Finding {
        var index = 0
        var holdsOne = false
        let outcome = try clause.outcomes { _ throws(ParquetError) in
            defer { index += 1 }
            if let constant = constants[index] { return constant }
            guard let texts = literals[index] else { return .any }
            let isThere = texts.contains { $0.occurs(in: line, asWord: true) }
            if isThere { holdsOne = true }
            return WhereOutcomes(isThere)
        }
        return holdsOne && outcome.contains(.isTrue) ? .text : .nothing
    }
}

/// A text that is looked for in bytes.
struct ByteText: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether it occurs in `text`; with `asWord`, neither behind nor before a letter, a digit or an underscore.
    func occurs(in text: [UInt8], asWord: Bool = false) -> Bool {
        guard let first = bytes.first, text.count >= bytes.count else { return false }
        let span = text.span
        var place = 0
        while place &+ bytes.count <= span.count {
            if span[place] == first, matches(span, place) {
                let end = place + bytes.count
                if !asWord
                    || !(place > 0 && ByteText.isOfWord(span[place - 1]))
                        && !(end < span.count && ByteText.isOfWord(span[end]))
                {
                    return true
                }
            }
            place &+= 1
        }
        return false
    }

    private func matches(_ span: Span<UInt8>, _ place: Int) -> Bool {
        for index in bytes.indices where span[place &+ index] != bytes[index] { return false }
        return true
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
