internal import Parquet

/// The JSON texts of the fields of a batch's rows: the leaves rendered column by column, then read row by row.
struct FieldText: Sendable {
    /// What a node of the tree writes.
    private enum Kind: Sendable {
        case leaf
        /// The nodes of the fields.
        case group(fields: [Int])
        case list(element: Int)
        case map(key: Int, value: Int)
        case variant
    }

    /// A node of the tree, with what it needs of the present batch.
    private struct Node: Sendable {
        let kind: Kind
        /// In a group: brace or comma, the name, a colon.
        var prefix: [UInt8] = []
        var validity: Bitmap?
        var offsets: [Int32] = []
        var cells = CellColumn()
        var variants: VariantColumn?
    }

    /// The longest text of a row: what is longer comes of an attack, and would take all memory.
    static let rowByteLimit = 1 << 30

    private let columns: [ColumnDescriptor]
    private var nodes: [Node] = []
    /// The nodes of the fields of a row.
    private(set) var fields: [Int] = []
    /// How many strings of all batches so far were not UTF-8.
    private(set) var repairedStringCount = 0

    /// The texts of fields of `shapes`, whose leaves are of `columns`.
    init(_ shapes: [FieldShape], columns: [ColumnDescriptor]) {
        self.columns = columns
        fields = FieldText.append(group: shapes, to: &nodes)
    }

    /// Takes the values of a batch.
    mutating func load(_ batch: [NestedColumn]) throws(ParquetError) {
        for (field, node) in zip(batch, fields) { try load(field, node) }
    }

    /// Lets go of the batch.
    mutating func unload() {
        for index in nodes.indices {
            nodes[index].validity = nil
            nodes[index].cells.removeAll()
            nodes[index].variants = nil
        }
    }

    /// Appends `row` as an object.
    ///
    /// - Throws: `ParquetError` with code `limit` if its text is too long.
    mutating func appendObject(_ row: Int, to text: inout [UInt8]) throws(ParquetError) {
        let limit = text.count + FieldText.rowByteLimit
        // The brace that opens an object is part of what stands before its first field.
        if fields.isEmpty { text.append(UInt8(ascii: "{")) }
        for node in fields {
            text.append(contentsOf: nodes[node].prefix)
            try append(node, row, to: &text, limit: limit)
        }
        text.append(UInt8(ascii: "}"))
    }

    /// Appends one field's value in the next row. Rows are read in order, and all fields of each.
    mutating func appendField(_ field: Int, _ row: Int, to text: inout [UInt8]) throws(ParquetError) {
        try append(field, row, to: &text, limit: text.count + FieldText.rowByteLimit)
    }

    private mutating func append(
        _ node: Int, _ slot: Int, to text: inout [UInt8], limit: Int
    ) throws(ParquetError) {
        if let validity = nodes[node].validity, !validity[slot] {
            text.append(contentsOf: JSONText.null)
            return
        }
        switch nodes[node].kind {
        case .leaf:
            nodes[node].cells.appendNext(to: &text)
        case .variant:
            try appendVariant(node, slot, to: &text, limit: limit)
        case .group(let fields):
            if fields.isEmpty { text.append(UInt8(ascii: "{")) }
            for field in fields {
                text.append(contentsOf: nodes[field].prefix)
                try append(field, slot, to: &text, limit: limit)
            }
            text.append(UInt8(ascii: "}"))
        case .list(let element):
            text.append(UInt8(ascii: "["))
            for place in elements(node, slot) {
                if place > Int(nodes[node].offsets[slot]) { text.append(UInt8(ascii: ",")) }
                try append(element, place, to: &text, limit: limit)
                try FieldText.check(text, limit)
            }
            text.append(UInt8(ascii: "]"))
        case .map(let key, let value):
            text.append(UInt8(ascii: "["))
            for place in elements(node, slot) {
                text.append(contentsOf: place > Int(nodes[node].offsets[slot]) ? JSONText.nextPair : JSONText.firstPair)
                try append(key, place, to: &text, limit: limit)
                text.append(UInt8(ascii: ","))
                try append(value, place, to: &text, limit: limit)
                text.append(UInt8(ascii: "]"))
                try FieldText.check(text, limit)
            }
            text.append(UInt8(ascii: "]"))
        }
    }

    /// Variants are written as they are decoded: a few bytes may stand for many, and a batch has many rows.
    private mutating func appendVariant(
        _ node: Int, _ slot: Int, to text: inout [UInt8], limit: Int
    ) throws(ParquetError) {
        guard let value = try nodes[node].variants?.value(at: slot) else {
            text.append(contentsOf: JSONText.null)
            return
        }
        // Rows of a dictionary share bytes, so that few of them may be decoded for ever.
        guard nodes[node].variants.map({ $0.decodedByteCount <= FieldText.rowByteLimit }) ?? true else {
            throw ParquetError(.limit, "the variants of a batch take more than \(FieldText.rowByteLimit) bytes")
        }
        try VariantText.append(value, to: &text, limit: limit)
    }

    private func elements(_ node: Int, _ slot: Int) -> Range<Int> {
        Int(nodes[node].offsets[slot])..<Int(nodes[node].offsets[slot + 1])
    }

    /// Checks that a row's text does not go on beyond `limit`.
    static func check(_ text: [UInt8], _ limit: Int) throws(ParquetError) {
        guard text.count <= limit else {
            throw ParquetError(.limit, "the text of a row takes more than \(FieldText.rowByteLimit) bytes")
        }
    }

    private mutating func load(_ column: NestedColumn, _ node: Int) throws(ParquetError) {
        nodes[node].validity = column.validity
        switch (column.content, nodes[node].kind) {
        case (.leaf(let index, let values), .leaf):
            nodes[node].cells.render(values, columns[index])
            repairedStringCount += nodes[node].cells.repairedStringCount
        case (.group(let children), .group(let fields)):
            for (child, field) in zip(children, fields) { try load(child, field) }
        case (.list(let offsets, let child), .list(let element)):
            nodes[node].offsets = offsets
            try load(child, element)
        case (.map(let offsets, let keys, let values), .map(let key, let value)):
            nodes[node].offsets = offsets
            try load(keys, key)
            try load(values, value)
        case (.variant, .variant):
            nodes[node].variants = try VariantColumn(column, columns: columns)
        case (.leaf, _), (.group, _), (.list, _), (.map, _), (.variant, _):
            throw ParquetError(.schema, "the batch has another schema", at: .init(column: column.name))
        }
    }

    /// Appends the nodes of fields side by side, each with its prefix.
    private static func append(group shapes: [FieldShape], to nodes: inout [Node]) -> [Int] {
        var fields: [Int] = []
        for (place, shape) in shapes.enumerated() {
            let node = append(shape, to: &nodes)
            nodes[node].prefix.append(place == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            JSONText.appendString(shape.name, to: &nodes[node].prefix)
            nodes[node].prefix.append(UInt8(ascii: ":"))
            fields.append(node)
        }
        return fields
    }

    /// Appends the nodes of `shape`, its own last.
    private static func append(_ shape: FieldShape, to nodes: inout [Node]) -> Int {
        let kind: Kind
        switch shape.kind {
        case .leaf: kind = .leaf
        case .group(let shapes): kind = .group(fields: append(group: shapes, to: &nodes))
        case .list(let element): kind = .list(element: append(element, to: &nodes))
        case .map(let key, let value):
            kind = .map(key: append(key, to: &nodes), value: append(value, to: &nodes))
        case .variant: kind = .variant
        }
        nodes.append(Node(kind: kind))
        return nodes.count - 1
    }
}
