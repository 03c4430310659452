import Parquet
import Testing

@testable import ParquetInspect

@Suite struct LevelStructureTests {
    /// A list of groups of a and b, and c beside it.
    private func schema() throws -> Schema {
        try Schema(fields: [
            SchemaField(
                "tags",
                group: [
                    SchemaField(
                        "list",
                        group: [
                            SchemaField(
                                "element",
                                group: [SchemaField("a", .int32), SchemaField("b", .int32, repetition: .required)],
                                repetition: .required)
                        ], repetition: .repeated)
                ], logicalType: .list),
            SchemaField("c", .int32),
        ])
    }

    @Test func groupsOfSeveralColumns() throws {
        let groups = LevelStructure.groups(of: try schema())
        #expect(
            groups.map { $0.map(\.path) } == [
                ["tags", "tags.list", "tags.list.element"], ["tags", "tags.list", "tags.list.element"], [],
            ])
        #expect(groups[0].map(\.definitionLevel) == [1, 2, 2])
        #expect(groups[0].map(\.repetitionLevel) == [0, 1, 1])
    }

    private func findings(_ a: ([UInt16], [UInt16]), _ b: ([UInt16], [UInt16])) throws -> [Finding] {
        let schema = try schema()
        let groups = LevelStructure.groups(of: schema)
        var agreement = LevelAgreement()
        var log = FindingLog()
        for (place, levels) in [a, b].enumerated() {
            var structure = LevelStructure(groups[place])
            structure.add(repetition: levels.0, definition: levels.1, valueCount: levels.0.count)
            agreement.add(structure, schema.columns[place], &log)
        }
        return log.findings
    }

    @Test func agreement() throws {
        // Two elements, of which the first a is null; an empty list; null.
        let b: ([UInt16], [UInt16]) = ([0, 1, 0, 0], [2, 2, 1, 0])
        #expect(try findings(([0, 1, 0, 0], [2, 3, 1, 0]), b) == [])
    }

    @Test func listsOfOtherLengths() throws {
        let findings = try findings(([0, 1, 1, 0, 0], [2, 3, 3, 1, 0]), ([0, 1, 0, 0], [2, 2, 1, 0]))
        #expect(findings.map(\.rule) == [.levels])
        #expect(
            findings.first?.message.contains("tags.list.") == true || findings.first?.message.contains("tags") == true)
    }

    @Test func nullAndEmpty() throws {
        #expect(try findings(([0, 0], [1, 0]), ([0, 0], [0, 1])).map(\.rule) == [.levels])
    }
}
