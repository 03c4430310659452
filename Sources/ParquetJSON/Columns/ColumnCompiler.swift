internal import Parquet

/// What is known of a column, or of an object on the way to some, apart from how its values are made.
struct ColumnIdentity: Sendable {
    /// The names from the root down, joined by dots; a pointer of what is on the way to columns.
    var name: String
    /// What becomes of values that do not fit.
    var policy: DriftPolicy
    /// Whether its value must be there where its struct is.
    var isRequired: Bool
    /// What a value must be to fit, for a message.
    var expectation: String
    /// Whether it is no column, but on the way to some.
    var isPassage = false
    /// Where it is read from.
    var table: Int
    var node: Int32
    /// Whether its values must not be seen.
    var isSecret = false
    /// The column, if values that do not fit may widen it: one that lies in no other.
    var widened: SchemaContract.Column?
}

/// Compiles the columns of a contract to tables of rows, and what fills each column from them.
struct ColumnCompiler {
    /// The tables, that of the lines first, and each before those of arrays in it.
    private(set) var tables: [RowTable] = [RowTable(list: nil, level: 0, repetitionLevel: 0)]
    /// The columns that hold values, in the order of the schema.
    private(set) var fillers: [ColumnFiller] = []
    /// What is known of the columns, and of what is on the way to them.
    private(set) var identities: [ColumnIdentity] = []

    /// Where a column lies.
    private struct Place {
        var table: Int
        var node: Int32
        /// The innermost struct around it, or -1.
        var structure: Int
        var path: [String]
        /// What becomes of values that do not fit, if the column does not say.
        var drift: DriftPolicy

        func inside(_ name: String, drift: DriftPolicy?) -> Place {
            var place = self
            place.path.append(name)
            place.drift = drift ?? self.drift
            return place
        }
    }

    init(_ contract: SchemaContract) {
        add(contract.columns, in: Place(table: 0, node: 0, structure: -1, path: [], drift: contract.drift))
        for table in tables.indices {
            let nodes = tables[table].tree.nodes
            tables[table].passages.removeAll { nodes[Int($0.node)].isCovered }
            tables[table].makeRows()
        }
        for index in identities.indices {
            let identity = identities[index]
            identities[index].isSecret = tables[identity.table].tree.nodes[Int(identity.node)].isSecret
        }
    }

    /// Adds the columns or fields of the object at `place`.
    private mutating func add(_ columns: [SchemaContract.Column], in place: Place) {
        for column in columns {
            let (node, between) = tables[place.table].tree.add(column.from.keys, from: place.node)
            for passage in between { addPassage(passage, to: column, place) }
            var own = place.inside(column.name, drift: nil)
            own.node = node
            add(column, at: own)
        }
    }

    /// Adds `column`, whose values are at `place`.
    private mutating func add(_ column: SchemaContract.Column, at place: Place) {
        let policy = column.drift(in: place.drift)
        let identity = identities.count
        identities.append(
            ColumnIdentity(
                name: ColumnPath(place.path).description, policy: policy, isRequired: column.required,
                expectation: column.expectation, table: place.table, node: place.node,
                widened: policy == .widen && place.path.count == 1 && column.type.mayWiden ? column : nil))
        let table = place.table
        let node = tables[table].tree.nodes[Int(place.node)]
        let full = tables[table].fullLevel(in: place.structure)
        var inner = place
        inner.drift = column.drift ?? place.drift
        switch column.type {
        case .structure(let fields):
            tables[table].structures.append(
                RowTable.Structure(
                    node: place.node, slot: node.slot, parent: place.structure, column: identity, level: full + 1))
            inner.structure = tables[table].structures.count - 1
            add(fields, in: inner)
        case .array(let part), .map(let part):
            tables[table].tree.cover(place.node)
            var isMap = false
            if case .map = column.type { isMap = true }
            inner.table = tables.count
            inner.node = 0
            inner.structure = -1
            tables.append(
                RowTable(
                    list: .init(
                        parent: table, node: place.node, slot: node.slot, structure: place.structure, isMap: isMap,
                        column: identity),
                    level: full + 2, repetitionLevel: tables[table].repetitionLevel + 1))
            if isMap {
                fillers.append(
                    ColumnFiller(
                        .string, identity: identity, table: inner.table, slot: PlaceTable.markSlot, node: 0,
                        structure: -1, isKey: true))
            }
            inner.path.append(part.name)
            add(part, at: inner)
        default:
            guard let conversion = Conversion(column) else { return }
            tables[table].tree.cover(place.node)
            if column.hash != nil { hide(place.node, in: table) }
            fillers.append(
                ColumnFiller(
                    conversion, identity: identity, table: table, slot: node.slot, node: place.node,
                    structure: place.structure, isKey: false))
        }
    }

    /// Has no value of `node`, nor of any around it, be seen.
    private mutating func hide(_ node: Int32, in table: Int) {
        tables[table].tree.hide(node)
        if let list = tables[table].list { hide(list.node, in: list.parent) }
    }

    /// Has `node` checked, which is on the way to `column`: what becomes of the line is the severest of what its columns say.
    private mutating func addPassage(_ node: Int32, to column: SchemaContract.Column, _ place: Place) {
        let policy = column.drift(in: place.drift)
        if let known = tables[place.table].passages.first(where: { $0.node == node }) {
            if policy == .fail || policy == .quarantine && identities[known.column].policy.keepsRow {
                identities[known.column].policy = policy
            }
            return
        }
        var keys: [String] = []
        var above = node
        while above > 0 {
            let parent = tables[place.table].tree.nodes[Int(above)].parent
            let step = tables[place.table].tree.nodes[Int(parent)].children.first { $0.node == above }
            keys.append(String(decoding: step?.key ?? [], as: UTF8.self))
            above = parent
        }
        var name = JSONPointer(keys: keys.reversed()).description
        if place.table > 0, let list = tables[place.table].list { name = identities[list.column].name + ":" + name }
        tables[place.table].passages.append(
            RowTable.Passage(node: node, slot: tables[place.table].tree.nodes[Int(node)].slot, column: identities.count)
        )
        identities.append(
            ColumnIdentity(
                name: name, policy: policy, isRequired: false, expectation: "an object, in which columns lie",
                isPassage: true, table: place.table, node: node))
    }
}

extension SchemaContract.Column {
    /// What a value must be to fit, for a message.
    fileprivate var expectation: String {
        switch type {
        case .structure: "an object"
        case .array: "an array"
        case .map: "an object"
        default: Conversion(self)?.expectation ?? "a value"
        }
    }
}
