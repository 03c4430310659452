internal import Parquet

/// What a column's levels say about the groups that it lies in: where they are there, where they are null, and how often they
/// repeat. All columns of a group must say the same.
///
///     optional group tags (LIST) { repeated group list { required a; required b } }
///
///     a: repetition 0 1 0, definition 2 2 0      list: two elements, then none
///     b: repetition 0 1 0, definition 2 2 0      the same
struct LevelStructure: Sendable {
    /// A group of several columns.
    struct Group: Sendable {
        /// The group's place among the schema's groups.
        let id: Int
        let path: String
        let definitionLevel: UInt16
        let repetitionLevel: UInt16
    }

    /// What a column says about a group: a hash of all levels down to it, and how many they are.
    struct Digest: Sendable, Equatable {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var count = 0
    }

    let groups: [Group]
    /// What the column says about each of `groups`; nil if not all of its pages could be decoded.
    private(set) var digests: [Digest]?

    init(_ groups: [Group]) {
        self.groups = groups
        digests = [Digest](repeating: Digest(), count: groups.count)
    }

    /// Passes over a page that could not be decoded.
    mutating func skip() { digests = nil }

    /// Takes the levels of a page into account.
    mutating func add(repetition: [UInt16], definition: [UInt16], valueCount: Int) {
        guard var digests, !groups.isEmpty else { return }
        self.digests = nil
        for (place, group) in groups.enumerated() {
            var digest = digests[place]
            if definition.isEmpty {
                for _ in 0..<valueCount { digest.add(0, 0) }
            } else if repetition.isEmpty {
                for level in definition { digest.add(0, min(level, group.definitionLevel)) }
            } else {
                let definition = definition.span
                let repetition = repetition.span
                for index in definition.indices where repetition[index] <= group.repetitionLevel {
                    digest.add(repetition[index], min(definition[index], group.definitionLevel))
                }
            }
            digests[place] = digest
        }
        self.digests = digests
    }

    /// For each column of `schema` the groups that it shares with other columns, the outermost first.
    static func groups(of schema: Schema) -> [[Group]] {
        var columns: [[Group]] = []
        var nextID = 0
        collect(schema.fields, [], [], 0, 0, &nextID, &columns)
        return columns
    }

    private static func collect(
        _ fields: [SchemaField], _ groups: [Group], _ path: [String], _ definition: Int, _ repetition: Int,
        _ nextID: inout Int, _ columns: inout [[Group]]
    ) {
        for field in fields {
            let definition = definition + (field.repetition == .required ? 0 : 1)
            let repetition = repetition + (field.repetition == .repeated ? 1 : 0)
            switch field.content {
            case .leaf: columns.append(groups)
            case .group(let children, _):
                let path = path + [field.name]
                let first = columns.count
                let group = Group(
                    id: nextID, path: path.joined(separator: "."), definitionLevel: UInt16(clamping: definition),
                    repetitionLevel: UInt16(clamping: repetition))
                nextID += 1
                collect(children, groups + [group], path, definition, repetition, &nextID, &columns)
                // A group of one column has nothing to agree with.
                if columns.count == first + 1 { columns[first].removeAll { $0.id == group.id } }
            }
        }
    }
}

extension LevelStructure.Digest {
    @inline(__always)
    fileprivate mutating func add(_ repetition: UInt16, _ definition: UInt16) {
        hash = (hash ^ (UInt64(repetition) << 16 | UInt64(definition))) &* 0x0000_0100_0000_01B3
        count &+= 1
    }
}

/// What the columns of a row group said so far about the groups they share.
struct LevelAgreement: Sendable {
    private var known: [Int: (digest: LevelStructure.Digest, column: String)] = [:]

    /// Compares what a column says with what those before it said.
    mutating func add(_ structure: LevelStructure, _ column: ColumnDescriptor, _ log: inout FindingLog) {
        guard let digests = structure.digests else { return }
        for (group, digest) in zip(structure.groups, digests) {
            guard let other = known[group.id] else {
                known[group.id] = (digest, column.path.description)
                continue
            }
            guard other.digest != digest else { continue }
            let counts =
                other.digest.count == digest.count
                ? "" : ": \(digest.count) and \(other.digest.count) of them or of what is above"
            log.error(
                .levels, "the levels disagree with those of \(other.column) about the group \(group.path)\(counts)")
            // Groups within would only say the same again.
            return
        }
    }
}
