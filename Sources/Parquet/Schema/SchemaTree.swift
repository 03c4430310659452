/// Makes the tree of fields out of a footer's schema elements, which are the tree's nodes depth first:
///
///     message m {                          m, 2 children
///       required int64 id;                 id
///       optional group tags (LIST) {       tags, 1 child
///         repeated int32 element;          element
///       }
///     }
///
/// What the tree looks like is taken strictly. Annotations are not: one that makes no sense costs the field its meaning,
/// not the file its readers, and a note says so.
struct SchemaTree {
    /// What was passed over.
    private(set) var notes: [SchemaNote] = []

    private let elements: [SchemaElement]
    private var next = 0
    private var path: [String] = []

    /// Notes are for people; a file that consists of them is an attack on the memory.
    private static let noteLimit = 100

    init(_ elements: [SchemaElement]) {
        self.elements = elements
    }

    /// The fields of the root.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the elements are no tree.
    mutating func root() throws(ParquetError) -> [SchemaField] {
        guard let root = elements.first else { throw ParquetError(.malformed, "the schema has no root") }
        next = 1
        let fields = try fields(of: root, isInMap: false)
        guard next == elements.count else {
            throw ParquetError(.malformed, "\(elements.count - next) schema elements belong to no group")
        }
        return fields
    }

    private mutating func fields(of parent: SchemaElement, isInMap: Bool) throws(ParquetError) -> [SchemaField] {
        let count = Int(parent.childCount ?? 0)
        guard count >= 0, count <= elements.count - next else {
            throw ParquetError(
                .malformed, "the schema's group \(parent.name) has \(count) children, \(elements.count - next) are left"
            )
        }
        guard path.count < Schema.maxDepth else {
            throw ParquetError(.malformed, "the schema is nested more than \(Schema.maxDepth) deep")
        }
        var fields: [SchemaField] = []
        for _ in 0..<count {
            // The children before may have used up the elements.
            guard next < elements.count else {
                throw ParquetError(.malformed, "the schema's group \(parent.name) lacks children")
            }
            let element = elements[next]
            next += 1
            path.append(element.name)
            if let type = element.type, element.childCount ?? 0 == 0 {
                fields.append(try leaf(element, type))
            } else {
                fields.append(try group(element, isInMap: isInMap))
            }
            path.removeLast()
        }
        return fields
    }

    private mutating func leaf(_ element: SchemaElement, _ type: PhysicalType) throws(ParquetError) -> SchemaField {
        // Some writers give a length to types that have none.
        let typeLength = type == .fixedLengthByteArray ? element.typeLength.map(Int.init) : nil
        if type == .fixedLengthByteArray, typeLength ?? 0 <= 0 {
            throw ParquetError(
                .malformed, "FIXED_LEN_BYTE_ARRAY needs a length above 0, it has \(typeLength ?? 0)",
                at: .init(column: ColumnPath(path).description))
        }
        let logicalType = choose(element, instead: "read as its physical type") {
            $0.misfit(type, typeLength: typeLength)
        }
        return SchemaField(
            element.name, type, typeLength: typeLength, logicalType: logicalType,
            repetition: element.repetition ?? .required, fieldID: element.fieldID)
    }

    private mutating func group(_ element: SchemaElement, isInMap: Bool) throws(ParquetError) -> SchemaField {
        // Children are read first, since they decide whether the annotation fits; its note still comes before theirs.
        let ownNotePlace = notes.count
        let mayBeMap =
            element.logicalType == .map || element.convertedType == .map
            || element.convertedType == .mapKeyValue
        let children = try fields(of: element, isInMap: mayBeMap)
        var annotated = element
        // Inside a map this annotates the repeated group of keys and values, and means nothing more.
        if element.convertedType == .mapKeyValue, isInMap || !LogicalType.isMap(children) {
            annotated.convertedType = nil
        }
        let childNotes = notes[ownNotePlace...]
        notes.removeSubrange(ownNotePlace...)
        let logicalType = choose(annotated, instead: "read as a plain group") { $0.misfit(group: children) }
        notes += childNotes
        return SchemaField(
            element.name, group: children, logicalType: logicalType, repetition: element.repetition ?? .required,
            fieldID: element.fieldID)
    }

    /// The logical type if it fits, else what the converted type stands for if that does.
    private mutating func choose(
        _ element: SchemaElement, instead: String, misfit: (LogicalType) -> String?
    ) -> LogicalType? {
        func note(_ reason: String) {
            guard notes.count < SchemaTree.noteLimit else { return }
            notes.append(SchemaNote(path: ColumnPath(path), message: "\(reason); \(instead)"))
        }
        let old = element.convertedType?.logicalType(precision: element.precision, scale: element.scale)
        if let id = element.unknownLogicalTypeID { note("logical type \(id) is not known") }
        if let logicalType = element.logicalType {
            guard let reason = misfit(logicalType) else { return logicalType }
            note(reason)
        }
        guard let old else { return nil }
        guard let reason = misfit(old) else { return old }
        if old != element.logicalType { note(reason) }
        return nil
    }
}
