public import Parquet

/// A column of a given type at a given depth with random rows, for property tests of writing.
public struct RandomColumn: Sendable {
    /// What lies above the leaf, the outermost first.
    public enum Layer: Sendable, CaseIterable {
        /// A group that is always there.
        case requiredGroup
        /// A group that may be null.
        case optionalGroup
        /// A list of three levels that may be null.
        case list
        /// A repeated group without annotation.
        case repeatedGroup
    }

    /// How values are distributed.
    public enum Distribution: Sendable, CaseIterable {
        /// Any values, extremes among them.
        case any
        /// A handful of values.
        case few
        /// Rising by small steps.
        case rising
        /// One value.
        case constant
    }

    /// The field of the root.
    public let field: SchemaField
    private let layers: [Layer]
    private let isOptional: Bool
    private let distribution: Distribution
    private let type: PhysicalType
    private let typeLength: Int
    private let isDecimal: Bool

    /// A column `name` of `type` under `layers`.
    public init(
        _ name: String, _ type: PhysicalType, typeLength: Int? = nil, logicalType: LogicalType? = nil,
        isOptional: Bool, layers: [Layer] = [], distribution: Distribution
    ) {
        var field = SchemaField(
            layers.isEmpty ? name : "leaf", type, typeLength: typeLength, logicalType: logicalType,
            repetition: isOptional ? .optional : .required)
        for (place, layer) in layers.enumerated().reversed() {
            let groupName = place == 0 ? name : "level\(place)"
            field =
                switch layer {
                case .requiredGroup: SchemaField(groupName, group: [field], repetition: .required)
                case .optionalGroup: SchemaField(groupName, group: [field], repetition: .optional)
                case .repeatedGroup: SchemaField(groupName, group: [field], repetition: .repeated)
                case .list:
                    SchemaField(
                        groupName,
                        group: [SchemaField("list", group: [RandomColumn.element(field)], repetition: .repeated)],
                        logicalType: .list, repetition: .optional)
                }
        }
        self.field = field
        self.layers = layers
        self.isOptional = isOptional
        self.distribution = distribution
        self.type = type
        self.typeLength = typeLength ?? 0
        if case .decimal = logicalType { isDecimal = true } else { isDecimal = false }
    }

    private static func element(_ field: SchemaField) -> SchemaField {
        var element = field
        element.name = "element"
        return element
    }

    /// A vector of `rowCount` rows.
    public func vector(rowCount: Int, _ random: inout SeededGenerator) -> ColumnVector {
        var levels = Levels()
        for _ in 0..<rowCount { append(0, 0, 0, 0, &levels, &random) }
        let isRepeated = layers.contains { $0 == .list || $0 == .repeatedGroup }
        return ColumnVector(
            presence: .levels(definition: levels.definition, repetition: isRepeated ? levels.repetition : nil),
            values: values(count: levels.valueCount, &random))
    }

    private struct Levels {
        var definition: [UInt16] = []
        var repetition: [UInt16] = []
        var valueCount = 0

        mutating func append(_ definition: Int, _ repetition: Int) {
            self.definition.append(UInt16(definition))
            self.repetition.append(UInt16(repetition))
        }
    }

    private func append(
        _ place: Int, _ definition: Int, _ repetition: Int, _ lists: Int, _ levels: inout Levels,
        _ random: inout SeededGenerator
    ) {
        let isNull = Int.random(in: 0..<6, using: &random) == 0
        guard place < layers.count else {
            if isOptional, isNull { return levels.append(definition, repetition) }
            levels.valueCount += 1
            return levels.append(definition + (isOptional ? 1 : 0), repetition)
        }
        var definition = definition
        switch layers[place] {
        case .requiredGroup: append(place + 1, definition, repetition, lists, &levels, &random)
        case .optionalGroup:
            if isNull { return levels.append(definition, repetition) }
            append(place + 1, definition + 1, repetition, lists, &levels, &random)
        case .list, .repeatedGroup:
            if layers[place] == .list {
                if isNull { return levels.append(definition, repetition) }
                definition += 1
            }
            let count = Int.random(in: 0..<5, using: &random)
            if count == 0 { return levels.append(definition, repetition) }
            for index in 0..<count {
                append(
                    place + 1, definition + 1, index == 0 ? repetition : lists + 1, lists + 1, &levels, &random)
            }
        }
    }

    private func values(count: Int, _ random: inout SeededGenerator) -> ColumnValues {
        switch type {
        case .boolean:
            let share = distribution == .constant ? 1.1 : distribution == .few ? 0.02 : 0.5
            return .boolean((0..<count).map { _ in Double.random(in: 0..<1, using: &random) < share })
        case .int32: return .int32(numbers(count, &random).map { Int32(truncatingIfNeeded: $0) })
        case .int64, .int96: return .int64(numbers(count, &random))
        case .float:
            let special: [Float] = [.nan, -.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude]
            return .float(
                numbers(count, &random).map {
                    distribution == .any && $0 & 15 == 0
                        ? special[Int($0 >> 4 & 0xFF) % special.count] : Float(truncating: $0)
                })
        case .double:
            let special: [Double] = [.nan, -.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude]
            return .double(
                numbers(count, &random).map {
                    distribution == .any && $0 & 15 == 0
                        ? special[Int($0 >> 4 & 0xFF) % special.count] : Double($0) / 100
                })
        case .byteArray:
            return .byteArray(
                ByteArrayValues(
                    numbers(count, &random).map { number in
                        switch distribution {
                        case .any: String(number, radix: 36).prefix(Int(number & 15)).description
                        case .few, .constant: "value \(number)"
                        case .rising: "prefix/\(number)"
                        }
                    }))
        case .fixedLengthByteArray:
            var bytes: [UInt8] = []
            for drawn in numbers(count, &random) {
                // Decimals of seven bytes have fifteen digits.
                let number = isDecimal ? drawn >> 16 : drawn
                for place in 0..<typeLength {
                    bytes.append(UInt8(truncatingIfNeeded: number >> Int64(8 * ((typeLength - 1 - place) % 8))))
                }
            }
            return .fixedLengthByteArray(FixedLengthByteArrayValues(length: typeLength, bytes: bytes))
        }
    }

    private func numbers(_ count: Int, _ random: inout SeededGenerator) -> [Int64] {
        switch distribution {
        case .any:
            return (0..<count).map { _ in
                switch Int.random(in: 0..<8, using: &random) {
                case 0: .max
                case 1: .min
                default: Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<60, using: &random)
                }
            }
        case .few: return (0..<count).map { _ in Int64.random(in: 0..<5, using: &random) }
        case .constant: return [Int64](repeating: 7, count: count)
        case .rising:
            var last: Int64 = 1_700_000_000
            return (0..<count).map { _ in
                last += Int64.random(in: 0..<9, using: &random)
                return last
            }
        }
    }
}

extension Float {
    fileprivate init(truncating number: Int64) { self = Float(number & 0xFFFF) / 4 }
}
