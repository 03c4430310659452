internal import Parquet

/// Makes columns of the paths that were seen: types, then the limit of columns, then names.
struct InferredSchemaBuilder {
    private(set) var tree: InferenceTree
    let options: InferenceOptions
    let places: LinePlaces
    private(set) var keys: [InferredSchema.Key] = []
    private(set) var notes: [InferredSchema.Note] = []
    private var epochsLeft: Set<String>

    init(tree: InferenceTree, options: InferenceOptions, places: LinePlaces) {
        self.tree = tree
        self.options = options
        self.places = places
        epochsLeft = Set(options.epochs.keys)
    }

    /// The columns; `keys` and `notes` are complete then.
    mutating func columns() throws(ParquetError) -> [SchemaContract.Column] {
        for (name, rule) in options.epochs where rule.epochDigits == nil {
            throw ParquetError(.argument, "\(rule.rawValue) reads no numbers", at: .init(column: name))
        }
        var shapes = fields(of: 0, path: "", pointer: [])
        let extras = tree.nodes[0].children.filter { isExtra($0) }
            .sorted { tree.nodes[Int($0)].key.lexicographicallyPrecedes(tree.nodes[Int($1)].key) }
        guard !shapes.isEmpty else {
            let others = extras.isEmpty ? "" : " but \(SchemaContract.extraColumnName), which is no column of its own"
            throw ParquetError(.input, "no line has a key\(others), so there is nothing to infer a schema from")
        }
        if let unknown = epochsLeft.min() {
            throw ParquetError(
                .argument, "no such column was seen, so it holds no instants", at: .init(column: unknown))
        }
        limit(&shapes)
        let lineCount = tree.nodes[0].sighting.valueCount
        var columns: [SchemaContract.Column] = []
        for shape in shapes {
            columns.append(column(shape, path: shape.name, pointer: [shape.key], parentCount: lineCount))
        }
        for extra in extras { noteExtra(extra) }
        if tree.untracked > 0 {
            note(
                "",
                "more than \(InferenceTree.maximumCount) different keys: \(tree.untracked) times a key was met that "
                    + "was not followed, the first of them \(JSONValue.quoted(tree.firstUntracked ?? "")); what such keys "
                    + "hold is unknown to the contract")
        }
        return columns
    }

    private mutating func note(_ path: String, _ message: String, _ firsts: [(String, SightingPlace)] = []) {
        notes.append(
            InferredSchema.Note(path: path, message: message, places: firsts.compactMap { places.place($0, $1) }))
    }

    /// Whether a key of the lines has the name of the column `_extra`, but for case: its values go in there.
    private func isExtra(_ child: Int32) -> Bool {
        let key = tree.nodes[Int(child)].key
        return key.count == SchemaContract.extraColumnName.utf8.count
            && String(decoding: key, as: UTF8.self).lowercased() == SchemaContract.extraColumnName
    }

    private mutating func noteExtra(_ child: Int32) {
        let seen = tree.nodes[Int(child)]
        let key = JSONValue.quoted(String(decoding: seen.key, as: UTF8.self))
        let first = (seen.sighting.kinds.map(\.first) + [seen.sighting.first(.null)]).min() ?? .none
        note(
            SchemaContract.extraColumnName,
            "is also a key of \(count(seen.sighting.valueCount, "line")), \(key): it becomes no column, but goes into the column "
                + "\(SchemaContract.extraColumnName), as keys do that have none", [(key, first)])
    }

    // MARK: Types

    /// The fields of the object at `node`, in the order in which they stand in lines, with their names.
    private mutating func fields(of node: Int32, path: String, pointer: [[UInt8]]) -> [InferredShape] {
        let candidates = tree.nodes[Int(node)].children.filter { node != 0 || !isExtra($0) }
        let children = candidates.sorted { left, right in
            let nodes = (tree.nodes[Int(left)], tree.nodes[Int(right)])
            let places = (nodes.0.sighting.farthest, nodes.1.sighting.farthest)
            if places.0 != places.1 { return places.0 < places.1 }
            return nodes.0.key.lexicographicallyPrecedes(nodes.1.key)
        }
        let names = ColumnNames.names(
            children.map { tree.nodes[Int($0)].key }, keepsCase: options.keepsCase,
            taken: node == 0 ? SchemaContract.extraColumnName : nil)
        return zip(children, names).map { child, name in
            let key = tree.nodes[Int(child)].key
            var shape = self.shape(
                child, path: path.isEmpty ? name : "\(path).\(name)", pointer: pointer + [key])
            shape.key = key
            shape.name = name
            return shape
        }
    }

    private mutating func shape(_ node: Int32, path: String, pointer: [[UInt8]]) -> InferredShape {
        let seen = tree.nodes[Int(node)]
        let inferred = InferredType(seen.sighting, options, epoch: epoch(path, pointer))
        var shape = InferredShape(node: node, key: [], content: .leaf(.json, nil), remarks: inferred.remarks)
        guard seen.level < InferenceTree.maximumLevel || !inferred.shape.isNested else {
            shape.remarks.append(
                InferredType.Remark(
                    message: "is nested more than \(InferenceTree.maximumLevel) deep: its JSON text is kept"))
            return shape
        }
        switch inferred.shape {
        case .leaf(let type): shape.content = .leaf(type, inferred.read)
        case .array:
            let element = seen.elements
            shape.content = .array(
                element < 0 ? nil : self.shape(element, path: path + "[]", pointer: pointer + [Array("*".utf8)]))
        case .object: setObject(&shape, path: path, pointer: pointer)
        }
        return shape
    }

    private mutating func setObject(_ shape: inout InferredShape, path: String, pointer: [[UInt8]]) {
        let seen = tree.nodes[Int(shape.node)]
        guard seen.values >= 0 || !seen.children.isEmpty else {
            shape.remarks.append(
                InferredType.Remark(message: "is an object that never has a key: its JSON text is kept"))
            return
        }
        let keyCount = seen.values >= 0 ? "more than \(InferenceTree.maximumKeyCount)" : "\(seen.children.count)"
        guard seen.values >= 0 || isMap(seen) else {
            shape.content = .structure(fields(of: shape.node, path: path, pointer: pointer))
            return
        }
        let saved = tree
        let values = seen.values >= 0 ? seen.values : tree.merged(shape.node)
        let value = self.shape(values, path: path + "{}", pointer: pointer + [Array("*".utf8)])
        if case .leaf(.json, _) = value.content {
            tree = saved
            shape.remarks.append(
                InferredType.Remark(
                    message: "has \(keyCount) different keys, whose values are not of one type: its JSON text is kept"))
        } else {
            shape.content = .map(value)
            shape.remarks.append(
                InferredType.Remark(message: "has \(keyCount) different keys, so it is a map and no struct"))
        }
    }

    /// Whether an object is a map: more than half of its many keys are in less than every twentieth object.
    private func isMap(_ seen: InferenceTree.Node) -> Bool {
        guard seen.children.count > InferenceTree.mapKeyCount, seen.level > 0 else { return false }
        let objectCount = seen.sighting.count(.object)
        let rareCount = seen.children.count { tree.nodes[Int($0)].sighting.valueCount * 20 < objectCount }
        return rareCount * 2 > seen.children.count
    }

    private mutating func epoch(_ path: String, _ pointer: [[UInt8]]) -> ReadRule? {
        guard !options.epochs.isEmpty else { return nil }
        for name in [path, InferredSchemaBuilder.pointer(pointer)] {
            if let rule = options.epochs[name] {
                epochsLeft.remove(name)
                return rule
            }
        }
        return nil
    }

    private static func pointer(_ keys: [[UInt8]]) -> String {
        JSONPointer(keys: keys.map { String(decoding: $0, as: UTF8.self) }).description
    }

    // MARK: The limit of columns

    /// While there are too many columns, the largest struct becomes JSON text; then the rarest keys are left out.
    private mutating func limit(_ shapes: inout [InferredShape]) {
        var leafCount = shapes.reduce(0) { $0 + $1.leafCount }
        let most = max(1, options.maximumColumnCount)
        while leafCount > most {
            let largest = shapes.map(\.largestStructure).max() ?? 0
            guard largest > 1 else { break }
            let message = "has \(largest) columns, and with them there are more than \(most): its JSON text is kept"
            for index in shapes.indices {
                if shapes[index].flattenStructure(ofCount: largest, because: message) { break }
            }
            leafCount = shapes.reduce(0) { $0 + $1.leafCount }
        }
        guard leafCount > most else { return }
        var rarest = shapes.indices.sorted { left, right in
            let counts = (
                tree.nodes[Int(shapes[left].node)].sighting.valueCount,
                tree.nodes[Int(shapes[right].node)].sighting.valueCount
            )
            return counts.0 != counts.1 ? counts.0 > counts.1 : left < right
        }
        var dropped: [Int] = []
        while leafCount > most, rarest.count > 1, let last = rarest.popLast() {
            leafCount -= shapes[last].leafCount
            dropped.append(last)
        }
        let names = dropped.reversed().prefix(5).map {
            JSONValue.quoted(String(decoding: shapes[$0].key, as: UTF8.self))
        }
        note(
            "",
            "there are more than \(most) columns: the \(dropped.count) rarest keys have none, such as "
                + "\(names.joined(separator: ", "))")
        let gone = Set(dropped)
        shapes = shapes.indices.filter { !gone.contains($0) }.map { shapes[$0] }
    }

    // MARK: Columns

    private mutating func column(
        _ shape: InferredShape, path: String, pointer: [[UInt8]], parentCount: Int
    ) -> SchemaContract.Column {
        report(shape, path: path, pointer: pointer, parentCount: parentCount)
        let from = JSONPointer(keys: [String(decoding: shape.key, as: UTF8.self)])
        let (type, read) = self.type(shape, path: path, pointer: pointer)
        return SchemaContract.Column(shape.name, type, from: from, read: read)
    }

    private mutating func type(
        _ shape: InferredShape, path: String, pointer: [[UInt8]]
    ) -> (type: ContractType, read: ReadRule?) {
        let sighting = tree.nodes[Int(shape.node)].sighting
        let star = pointer + [Array("*".utf8)]
        switch shape.content {
        case .leaf(let type, let read): return (type, read)
        case .structure(let fields):
            let count = sighting.count(.object)
            return (
                .structure(
                    fields.map {
                        column($0, path: "\(path).\($0.name)", pointer: pointer + [$0.key], parentCount: count)
                    }), nil
            )
        case .array(nil): return (.array(SchemaContract.Column(element: .string)), nil)
        case .array(let element?):
            let count = tree.nodes[Int(element.node)].sighting.valueCount
            report(element, path: path + "[]", pointer: star, parentCount: count)
            let (type, read) = self.type(element, path: path + "[]", pointer: star)
            return (.array(SchemaContract.Column(element: type, read: read)), nil)
        case .map(let value):
            let count = tree.nodes[Int(value.node)].sighting.valueCount
            report(value, path: path + "{}", pointer: star, parentCount: count)
            let (type, read) = self.type(value, path: path + "{}", pointer: star)
            return (.map(SchemaContract.Column(value: type, read: read)), nil)
        }
    }

    private mutating func report(_ shape: InferredShape, path: String, pointer: [[UInt8]], parentCount: Int) {
        let sighting = tree.nodes[Int(shape.node)].sighting
        let type: String
        switch shape.content {
        case .leaf(let leaf, _): type = leaf.name
        case .structure: type = "struct"
        case .array: type = "array"
        case .map: type = "map"
        }
        keys.append(
            InferredSchema.Key(
                path: path, pointer: InferredSchemaBuilder.pointer(pointer), type: type, parentCount: parentCount,
                presentCount: sighting.valueCount, nullCount: sighting.count(.null),
                distinctCount: sighting.distinct.count, range: sighting.range(type: shape.content),
                longest: sighting.longest, example: sighting.example))
        let key = String(decoding: shape.key, as: UTF8.self)
        if !shape.name.isEmpty, shape.name != ColumnNames.names([shape.key], keepsCase: options.keepsCase)[0] {
            note(path, "is the key \(JSONValue.quoted(key)), whose name another column has but for case or signs")
        }
        for remark in shape.remarks { note(path, remark.message, remark.firsts.map { ($0.what, $0.place) }) }
    }
}

extension InferredType.Shape {
    /// Whether there are columns below.
    var isNested: Bool {
        if case .leaf = self { false } else { true }
    }
}
