import Parquet
import Testing

/// Which fields are lists and maps, for the structures that LogicalTypes.md shows and those that writers have used.
@Suite struct FieldShapeTests {
    /// A short text of a shape: `[e]` a list, `{k: v}` a map, `(a, b)` a group, `?` after what can be null.
    private func text(_ shape: FieldShape) -> String {
        let inner: String
        switch shape.kind {
        case .leaf: inner = shape.name
        case .group(let fields): inner = shape.name + "(" + fields.map(text).joined(separator: ", ") + ")"
        case .variant(let fields): inner = shape.name + "<" + fields.map(text).joined(separator: ", ") + ">"
        case .list(let element): inner = "[" + text(element) + "]"
        case .map(let key, let value): inner = "{" + text(key) + ": " + text(value) + "}"
        }
        return inner + (shape.isNullable ? "?" : "")
    }

    private func text(_ field: SchemaField) throws -> String {
        let shapes = FieldShape.shapes(of: try Schema(fields: [field]))
        return shapes.map(text).joined(separator: " ")
    }

    private let string = SchemaField("str", .byteArray, logicalType: .string, repetition: .required)
    private let number = SchemaField("num", .int32, repetition: .required)

    private func list(_ repeated: SchemaField, _ repetition: Repetition = .optional) -> SchemaField {
        SchemaField("my_list", group: [repeated], logicalType: .list, repetition: repetition)
    }

    @Test func listsOfThreeLevels() throws {
        let element = SchemaField("element", .byteArray, logicalType: .string)
        let middle = SchemaField("list", group: [element], repetition: .repeated)
        #expect(try text(list(middle)) == "[element?]?")
        #expect(try text(list(middle, .required)) == "[element?]")
        for name in ["element", "bag", "list", "array_element"] {
            let middle = SchemaField(name, group: [string], repetition: .repeated)
            #expect(try text(list(middle)) == "[str]?")
        }
        let inner = SchemaField(
            "element", group: [SchemaField("list", group: [number], repetition: .repeated)], logicalType: .list,
            repetition: .required)
        #expect(try text(list(SchemaField("list", group: [inner], repetition: .repeated))) == "[[num]]?")
    }

    @Test func listsOfTwoLevels() throws {
        // The rules of LogicalTypes.md in their order.
        #expect(try text(list(SchemaField("element", .int32, repetition: .repeated))) == "[element]?")
        #expect(
            try text(list(SchemaField("element", group: [string, number], repetition: .repeated)))
                == "[element(str, num)]?")
        let inner = SchemaField(
            "array", group: [SchemaField("array", .int32, repetition: .repeated)], logicalType: .list,
            repetition: .repeated)
        #expect(try text(list(inner)) == "[[array]]?")
        let unannotated = SchemaField(
            "array", group: [SchemaField("item", .int32, repetition: .repeated)], repetition: .repeated)
        #expect(try text(list(unannotated)) == "[array([item])]?")
        #expect(try text(list(SchemaField("array", group: [string], repetition: .repeated))) == "[array(str)]?")
        #expect(
            try text(list(SchemaField("my_list_tuple", group: [string], repetition: .repeated)))
                == "[my_list_tuple(str)]?")
        #expect(try text(list(SchemaField("other_tuple", group: [string], repetition: .repeated))) == "[str]?")
    }

    @Test func repeatedFieldsWithoutAnnotation() throws {
        #expect(try text(SchemaField("num", .int32, repetition: .repeated)) == "[num]")
        #expect(
            try text(SchemaField("my_list", group: [number, string], repetition: .repeated)) == "[my_list(num, str)]")
        #expect(
            try text(
                SchemaField("a", group: [SchemaField("b", .int32, repetition: .repeated)], repetition: .repeated))
                == "[a([b])]")
    }

    @Test func maps() throws {
        let value = SchemaField("value", .int32)
        for (pair, key) in [("key_value", "key"), ("map", "str"), ("entries", "name")] {
            let keyField = SchemaField(key, .byteArray, logicalType: .string, repetition: .required)
            let map = SchemaField(
                "my_map", group: [SchemaField(pair, group: [keyField, value], repetition: .repeated)],
                logicalType: .map)
            #expect(try text(map) == "{\(key): value?}?")
        }
        // Hive's pair has an annotation of its own, which its place overrules.
        let annotated = SchemaField(
            "my_map", group: [SchemaField("map", group: [string, value], logicalType: .map, repetition: .repeated)],
            logicalType: .map, repetition: .required)
        #expect(try text(annotated) == "{str: value?}")
        let optionalKey = SchemaField(
            "my_map",
            group: [SchemaField("map", group: [SchemaField("key", .int32), value], repetition: .repeated)],
            logicalType: .map)
        #expect(try text(optionalKey) == "{key?: value?}?")
        let set = SchemaField(
            "my_set", group: [SchemaField("key_value", group: [string], repetition: .repeated)], logicalType: .map)
        #expect(try text(set) == "[str]?")
    }

    @Test func annotationsThatTheStructureDoesNotBearOut() throws {
        #expect(
            try text(SchemaField("l", group: [number, string], logicalType: .list)) == "l(num, str)?")
        #expect(try text(SchemaField("l", group: [number], logicalType: .list)) == "l(num)?")
        #expect(
            try text(
                SchemaField("m", group: [SchemaField("kv", .int32, repetition: .repeated)], logicalType: .map))
                == "m([kv])?")
        let three = SchemaField("kv", group: [string, number, SchemaField("x", .int32)], repetition: .repeated)
        #expect(try text(SchemaField("m", group: [three], logicalType: .map)) == "m([kv(str, num, x?)])?")
        let variant = SchemaField(
            "v", group: [SchemaField("value", .byteArray)], logicalType: .variant(specificationVersion: 1))
        #expect(try text(variant) == "v(value?)?")
    }

    @Test func variants() throws {
        let fields = [SchemaField("value", .byteArray), SchemaField("metadata", .byteArray, repetition: .required)]
        #expect(
            try text(SchemaField("v", group: fields, logicalType: .variant(specificationVersion: 1)))
                == "v<value?, metadata>?")
        #expect(try text(SchemaField("v", group: fields)) == "v(value?, metadata)?")
    }

    @Test func whatIsNotReadDoesNotChangeWhatIsRead() throws {
        let pair = SchemaField("array_", group: [string, number], repetition: .repeated)
        let map = SchemaField(
            "m", group: [SchemaField("kv", group: [string, number], repetition: .repeated)], logicalType: .map)
        let whole = try Schema(fields: [list(pair), map])
        func shapes(_ list: SchemaField, _ map: SchemaField) throws -> String {
            let part = try Schema(fields: [list, map])
            return FieldShape.shapes(of: part, within: whole).map(text).joined(separator: " ")
        }
        let numbers = SchemaField("array_", group: [number], repetition: .repeated)
        var values = map
        values.content = .group(
            fields: [SchemaField("kv", group: [number], repetition: .repeated)], logicalType: .map)
        #expect(try shapes(list(numbers), values) == "[array_(num)]? [key_value(num)]?")
        #expect(try shapes(list(pair), map) == "[array_(str, num)]? {str: num}?")
    }
}
