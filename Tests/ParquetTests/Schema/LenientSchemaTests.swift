import ParquetBytes
import Testing

@testable import Parquet

@Suite struct LenientSchemaTests {
    static func schema(_ elements: SchemaElement...) throws -> (Schema, [String]) {
        let root = SchemaElement(name: "schema", childCount: 1)
        let metadata = FileMetadata(version: 1, schema: [root] + elements, rowCount: 0, rowGroups: [])
        return (try Schema(elements: metadata.schema), metadata.schemaNotes.map(\.description))
    }

    @Test func annotationsThatDoNotFitArePassedOver() throws {
        let misfits: [(PhysicalType, Int32?, LogicalType)] = [
            (.int32, nil, .string), (.fixedLengthByteArray, 4, .string), (.int64, nil, .date), (.byteArray, nil, .uuid),
            (.fixedLengthByteArray, 15, .uuid), (.int32, nil, .timestamp(unit: .millis, isAdjustedToUTC: true)),
            (.int32, nil, .time(unit: .micros, isAdjustedToUTC: true)),
            (.int32, nil, .decimal(precision: 10, scale: 0)),
            (.int64, nil, .decimal(precision: 0, scale: 0)), (.int64, nil, .decimal(precision: 3, scale: 4)),
            (.byteArray, nil, .decimal(precision: 3, scale: -1)), (.double, nil, .decimal(precision: 3, scale: 1)),
            (.int32, nil, .integer(bitWidth: 64, isSigned: true)), (.int32, nil, .integer(bitWidth: 7, isSigned: true)),
            (.int32, nil, .list), (.byteArray, nil, .variant(specificationVersion: 1)), (.byteArray, nil, .float16),
            (.fixedLengthByteArray, 8, .interval), (.int96, nil, .geometry(crs: nil)), (.boolean, nil, .file),
        ]
        for (type, length, logicalType) in misfits {
            let (schema, notes) = try LenientSchemaTests.schema(
                SchemaElement(
                    type: type, typeLength: length, repetition: .optional, name: "a", logicalType: logicalType))
            #expect(schema.columns[0].logicalType == nil, "\(logicalType)")
            #expect(schema.columns[0].physicalType == type)
            #expect(notes.count == 1)
            #expect(notes[0].hasPrefix("field a: \(logicalType.name)"), "\(notes)")
            #expect(throws: ParquetError.self, "\(logicalType)") {
                try Schema(fields: [
                    SchemaField("a", type, typeLength: length.map(Int.init), logicalType: logicalType)
                ])
            }
        }
    }

    @Test func oldAndNewSpellings() throws {
        // The new one wins.
        var (schema, notes) = try LenientSchemaTests.schema(
            SchemaElement(
                type: .int64, name: "a", convertedType: .int64,
                logicalType: .timestamp(unit: .micros, isAdjustedToUTC: false)))
        #expect(schema.columns[0].logicalType == .timestamp(unit: .micros, isAdjustedToUTC: false))
        #expect(notes.isEmpty)
        // Unless it makes no sense.
        (schema, notes) = try LenientSchemaTests.schema(
            SchemaElement(
                type: .int32, name: "a", convertedType: .decimal, scale: 2, precision: 9,
                logicalType: .decimal(precision: 90, scale: 2)))
        #expect(schema.columns[0].logicalType == .decimal(precision: 9, scale: 2))
        #expect(notes.count == 1)
        // Or is not known.
        (schema, notes) = try LenientSchemaTests.schema(
            SchemaElement(type: .byteArray, name: "a", convertedType: .utf8, unknownLogicalTypeID: 77))
        #expect(schema.columns[0].logicalType == .string)
        #expect(notes == ["field a: logical type 77 is not known; read as its physical type"])
        // An old decimal without a scale has none.
        (schema, _) = try LenientSchemaTests.schema(
            SchemaElement(type: .int64, name: "a", convertedType: .decimal, precision: 5))
        #expect(schema.columns[0].logicalType == .decimal(precision: 5, scale: 0))
        // INTERVAL has the old spelling only.
        (schema, notes) = try LenientSchemaTests.schema(
            SchemaElement(type: .fixedLengthByteArray, typeLength: 12, name: "a", convertedType: .interval))
        #expect(schema.columns[0].logicalType == .interval)
        #expect(notes.isEmpty)
        #expect(schema.elements()[1].logicalType == .interval)
        let bytes = schema.elements()[1].encoded()
        // 1: FIXED_LEN_BYTE_ARRAY, 2: 12, 3: REQUIRED, 4: "a", 6: INTERVAL = 21, and no field 10.
        #expect(bytes == [0x15, 0x0E, 0x15, 0x18, 0x15, 0x00, 0x18, 0x01, 0x61, 0x25, 0x2A, 0x00])
    }

    @Test func missingRepetitionIsRequired() throws {
        let (schema, _) = try LenientSchemaTests.schema(SchemaElement(type: .int32, name: "a"))
        #expect(schema.columns[0].repetition == .required)
        #expect(schema.columns[0].maxDefinitionLevel == 0)
    }

    @Test func emptyGroupsAndRootsAreReadable() throws {
        let root = SchemaElement(name: "schema", childCount: 0)
        #expect(try Schema(elements: [root]).columns.isEmpty)
        #expect(try Schema(elements: [SchemaElement(name: "schema")]).columns.isEmpty)
        let (schema, _) = try LenientSchemaTests.schema(SchemaElement(repetition: .optional, name: "g", childCount: 0))
        #expect(schema.columns.isEmpty)
        #expect(schema.fields == [SchemaField("g", group: [])])
        #expect(throws: ParquetError.self) { try Schema(fields: []) }
        #expect(throws: ParquetError.self) { try Schema(fields: [SchemaField("g", group: [])]) }
    }

    @Test func namesMayRepeat() throws {
        let schema = try Schema(elements: [
            SchemaElement(name: "schema", childCount: 2), SchemaElement(type: .int32, name: "a"),
            SchemaElement(type: .int64, name: "a"),
        ])
        #expect(schema.columns.map(\.physicalType) == [.int32, .int64])
    }

    private static func annotation(_ field: SchemaField) -> LogicalType? {
        switch field.content {
        case .leaf(_, _, let logicalType), .group(_, let logicalType): logicalType
        }
    }

    /// LogicalTypes.md, "Backward-compatibility rules" of maps.
    @Test func mapsInOldSpellings() throws {
        let key = SchemaElement(type: .byteArray, repetition: .required, name: "key")
        let value = SchemaElement(type: .int32, repetition: .optional, name: "value")
        for (outer, inner) in [
            (.map, .mapKeyValue), (.mapKeyValue, nil), (.mapKeyValue, .mapKeyValue), (.map, nil),
        ] as [(ConvertedType, ConvertedType?)] {
            let (schema, notes) = try LenientSchemaTests.schema(
                SchemaElement(repetition: .optional, name: "m", childCount: 1, convertedType: outer),
                SchemaElement(repetition: .repeated, name: "map", childCount: 2, convertedType: inner), key, value)
            #expect(LenientSchemaTests.annotation(schema.fields[0]) == .map)
            guard case .group(let children, _) = schema.fields[0].content else { return }
            #expect(LenientSchemaTests.annotation(children[0]) == nil)
            #expect(notes.isEmpty)
        }
        // On the repeated group alone it says nothing.
        let (schema, notes) = try LenientSchemaTests.schema(
            SchemaElement(repetition: .repeated, name: "map", childCount: 2, convertedType: .mapKeyValue), key, value)
        #expect(LenientSchemaTests.annotation(schema.fields[0]) == nil)
        #expect(notes.isEmpty)
    }

    @Test func groupsThatAreNotWhatTheySay() throws {
        let leaf = SchemaElement(type: .int32, repetition: .optional, name: "a")
        func group(_ logicalType: LogicalType, _ children: SchemaElement...) throws -> (Schema, [String]) {
            let all = [
                SchemaElement(name: "schema", childCount: 1),
                SchemaElement(
                    repetition: .optional, name: "g", childCount: Int32(children.count), logicalType: logicalType),
            ]
            let metadata = FileMetadata(version: 1, schema: all + children, rowCount: 0, rowGroups: [])
            return (try Schema(elements: metadata.schema), metadata.schemaNotes.map(\.description))
        }
        for logicalType in [.list, .map, .variant(specificationVersion: 1), .string, .date, .interval] as [LogicalType]
        {
            let (schema, notes) = try group(logicalType, leaf)
            #expect(LenientSchemaTests.annotation(schema.fields[0]) == nil, "\(logicalType)")
            #expect(notes.count == 1)
            #expect(notes[0].hasPrefix("field g: \(logicalType.name) does not annotate a group"), "\(notes)")
            #expect(notes[0].hasSuffix("; read as a plain group"))
        }
        var element = leaf
        element.repetition = .repeated
        #expect(try LenientSchemaTests.annotation(group(.list, element).0.fields[0]) == .list)
        #expect(try LenientSchemaTests.annotation(group(.file, leaf).0.fields[0]) == .file)
        let metadata = SchemaElement(type: .byteArray, name: "metadata")
        let value = SchemaElement(type: .byteArray, name: "value")
        let variant = LogicalType.variant(specificationVersion: nil)
        #expect(try LenientSchemaTests.annotation(group(variant, metadata, value).0.fields[0]) == variant)
        #expect(throws: ParquetError.self) {
            try Schema(fields: [SchemaField("g", group: [SchemaField("a", .int32)], logicalType: .date)])
        }
    }

    @Test func brokenTreesAreRefused() throws {
        for length in [nil, 0, -1] as [Int32?] {
            let error = #expect(throws: ParquetError.self) {
                try LenientSchemaTests.schema(
                    SchemaElement(type: .fixedLengthByteArray, typeLength: length, name: "a"))
            }
            #expect(error?.code == .malformed)
        }
    }

    /// Few bytes can say much: notes and paths are limited.
    @Test func absurdSchemasAreLimited() throws {
        let leaf = SchemaElement(type: .int32, name: "a", logicalType: .string)
        let wide = FileMetadata(
            version: 1,
            schema: [SchemaElement(name: "schema", childCount: 1000)] + Array(repeating: leaf, count: 1000),
            rowCount: 0, rowGroups: [])
        #expect(try Schema(elements: wide.schema).columns.count == 1000)
        #expect(wide.schemaNotes.count == 100)
        let depth = 126
        let deep = Array(repeating: SchemaElement(name: "g", childCount: 1), count: depth - 1)
        let leafCount = 20_000
        let elements =
            deep + [SchemaElement(name: "g", childCount: Int32(leafCount))]
            + Array(repeating: SchemaElement(type: .int32, name: "a"), count: leafCount)
        let error = #expect(throws: ParquetError.self) { try Schema(elements: elements) }
        #expect(error?.code == .limit)
    }
}
