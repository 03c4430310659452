import Parquet
import ParquetTestSupport

/// A nested type, values of it, and their levels: the shredding of Dremel written down plainly, to hold assembly against.
indirect enum NestedModel {
    case number(isOptional: Bool)
    case group(isOptional: Bool, [NestedModel])
    case list(ListForm, isOptional: Bool, NestedModel)
    case map(isOptional: Bool, key: NestedModel, value: NestedModel)

    /// How a list is written.
    enum ListForm: CaseIterable {
        case threeLevels, twoLevels, withoutAnnotation
    }

    static func random(depth: Int, _ random: inout SeededGenerator) -> NestedModel {
        let isOptional = Bool.random(using: &random)
        switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &random) {
        case 1:
            let count = Int.random(in: 1...3, using: &random)
            return .group(isOptional: isOptional, (0..<count).map { _ in .random(depth: depth - 1, &random) })
        case 2, 3:
            let form = ListForm.allCases.randomElement(using: &random) ?? .threeLevels
            let element = NestedModel.random(depth: depth - 1, &random)
            return switch form {
            case .threeLevels: .list(form, isOptional: isOptional, element.annotated)
            case .twoLevels: .list(form, isOptional: isOptional, element.annotated.required)
            case .withoutAnnotation: .list(form, isOptional: false, element.annotated.required)
            }
        case 4:
            let value = NestedModel.random(depth: depth - 1, &random)
            return .map(isOptional: isOptional, key: .number(isOptional: false), value: value.annotated)
        default: return .number(isOptional: isOptional)
        }
    }

    /// The same, but not null.
    private var required: NestedModel {
        switch self {
        case .number: .number(isOptional: false)
        case .group(_, let fields): .group(isOptional: false, fields)
        case .list(let form, _, let element): .list(form, isOptional: false, element)
        case .map(_, let key, let value): .map(isOptional: false, key: key, value: value)
        }
    }

    /// The same, but no repeated field of its own: what is an element or value already is not repeated once more.
    private var annotated: NestedModel {
        if case .list(.withoutAnnotation, _, let element) = self {
            return .list(.threeLevels, isOptional: false, element)
        }
        return self
    }

    func field(_ name: String) -> SchemaField {
        switch self {
        case .number(let isOptional):
            return SchemaField(name, .int32, repetition: isOptional ? .optional : .required)
        case .group(let isOptional, let fields):
            return SchemaField(
                name, group: fields.enumerated().map { $1.field("f\($0)") },
                repetition: isOptional ? .optional : .required)
        case .list(.threeLevels, let isOptional, let element):
            let middle = SchemaField("list", group: [element.field("element")], repetition: .repeated)
            return SchemaField(
                name, group: [middle], logicalType: .list, repetition: isOptional ? .optional : .required)
        case .list(.twoLevels, let isOptional, let element):
            var repeated = element.field("array")
            repeated.repetition = .repeated
            return SchemaField(
                name, group: [repeated], logicalType: .list, repetition: isOptional ? .optional : .required)
        case .list(.withoutAnnotation, _, let element):
            var repeated = element.field(name)
            repeated.repetition = .repeated
            return repeated
        case .map(let isOptional, let key, let value):
            let pair = SchemaField("kv", group: [key.field("k"), value.field("v")], repetition: .repeated)
            return SchemaField(
                name, group: [pair], logicalType: .map, repetition: isOptional ? .optional : .required)
        }
    }

    private var isOptional: Bool {
        switch self {
        case .number(let isOptional), .group(let isOptional, _), .list(_, let isOptional, _),
            .map(let isOptional, _, _):
            isOptional
        }
    }

    func randomValue(_ random: inout SeededGenerator) -> Value {
        if isOptional, Int.random(in: 0..<4, using: &random) == 0 { return .null }
        switch self {
        case .number: return .int32(Int32.random(in: 0..<100, using: &random))
        case .group(_, let fields):
            return .group(
                GroupValue(names: fields.indices.map { "f\($0)" }, values: fields.map { $0.randomValue(&random) }))
        case .list(_, _, let element):
            return .list((0..<Int.random(in: 0..<4, using: &random)).map { _ in element.randomValue(&random) })
        case .map(_, let key, let value):
            return .map(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    MapEntry(key: key.randomValue(&random), value: value.randomValue(&random))
                })
        }
    }

    /// The number of columns.
    var columnCount: Int {
        switch self {
        case .number: 1
        case .group(_, let fields): fields.reduce(0) { $0 + $1.columnCount }
        case .list(_, _, let element): element.columnCount
        case .map(_, let key, let value): key.columnCount + value.columnCount
        }
    }

    /// Appends `value` to the columns from `column` on. `repetition` and `definition` are the levels reached, `lists` how
    /// many repeated fields lie above.
    func shred(
        _ value: Value, repetition: UInt16, definition: UInt16, lists: UInt16, column: Int, into columns: inout [Levels]
    ) {
        let here = definition + (isOptional ? 1 : 0)
        func missing(_ definition: UInt16) {
            for index in column..<column + columnCount { columns[index].append(repetition, definition, nil) }
        }
        switch (self, value) {
        case (_, .null): missing(definition)
        case (.number, .int32(let number)): columns[column].append(repetition, here, number)
        case (.group(_, let fields), .group(let group)):
            var next = column
            for (field, value) in zip(fields, group.values) {
                field.shred(
                    value, repetition: repetition, definition: here, lists: lists, column: next, into: &columns)
                next += field.columnCount
            }
        case (.list(_, _, let element), .list(let values)):
            if values.isEmpty { missing(here) }
            for (index, value) in values.enumerated() {
                element.shred(
                    value, repetition: index == 0 ? repetition : lists + 1, definition: here + 1, lists: lists + 1,
                    column: column, into: &columns)
            }
        case (.map(_, let key, let value), .map(let entries)):
            if entries.isEmpty { missing(here) }
            for (index, entry) in entries.enumerated() {
                let level = index == 0 ? repetition : lists + 1
                key.shred(
                    entry.key, repetition: level, definition: here + 1, lists: lists + 1, column: column,
                    into: &columns)
                value.shred(
                    entry.value, repetition: level, definition: here + 1, lists: lists + 1,
                    column: column + key.columnCount, into: &columns)
            }
        default: preconditionFailure("the value is of another type")
        }
    }

    /// The levels and values of a column.
    struct Levels {
        var repetition: [UInt16] = []
        var definition: [UInt16] = []
        var values: [Int32] = []

        mutating func append(_ repetition: UInt16, _ definition: UInt16, _ value: Int32?) {
            self.repetition.append(repetition)
            self.definition.append(definition)
            if let value { values.append(value) }
        }
    }
}
