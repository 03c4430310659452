import Parquet
import ParquetTestSupport
import Testing

@testable import ParquetInspect

/// The fast loops against comparing value by value.
@Suite struct ValueExtremesTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let field: SchemaField
        let order: ColumnOrder
        let make: @Sendable (inout SeededGenerator) -> ColumnValues

        var testDescription: String { name }

        func valueOrder() throws -> ValueOrder {
            let column = try Schema(fields: [field]).columns[0]
            return try #require(ValueOrder(column, order))
        }
    }

    static func byteArrays(_ random: inout SeededGenerator) -> ColumnValues {
        var values = ByteArrayValues()
        let alphabet: [UInt8] = [0, 1, 0x61, 0x7F, 0x80, 0xFF]
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            // Long common beginnings and ends within the first eight bytes alike.
            let start = [UInt8](repeating: 0x61, count: [0, 0, 6, 8, 15].randomElement(using: &random) ?? 0)
            values.append(
                start
                    + (0..<Int.random(in: 0..<4, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0
                    })
        }
        return .byteArray(values)
    }

    static func fixed(_ length: Int, _ random: inout SeededGenerator) -> ColumnValues {
        let count = Int.random(in: 0..<40, using: &random)
        return .fixedLengthByteArray(
            FixedLengthByteArrayValues(
                length: length,
                bytes: (0..<count * length).map { _ in
                    [0, 1, 0x3C, 0x7C, 0x7F, 0x80, 0xFC, 0xFF].randomElement(using: &random) ?? 0
                }))
    }

    static let kinds: [Kind] = [
        Kind(name: "INT32", field: SchemaField("c", .int32), order: .typeDefined) { random in
            .int32(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in Int32.random(in: .min ... .max, using: &random)
                })
        },
        Kind(
            name: "unsigned",
            field: SchemaField("c", .int64, logicalType: .integer(bitWidth: 64, isSigned: false)),
            order: .typeDefined
        ) { random in
            .int64(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in Int64.random(in: .min ... .max, using: &random)
                })
        },
        Kind(name: "BOOLEAN", field: SchemaField("c", .boolean), order: .typeDefined) { random in
            .boolean((0..<Int.random(in: 0..<3, using: &random)).map { _ in Bool.random(using: &random) })
        },
        Kind(name: "DOUBLE", field: SchemaField("c", .double), order: .typeDefined) { random in
            .double(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                    [0.0, -0.0, .nan, -1, .infinity].randomElement(using: &random) ?? 0
                })
        },
        Kind(name: "FLOAT, total order", field: SchemaField("c", .float), order: .ieee754TotalOrder) { random in
            .float(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    [0.0, -0.0, .nan, -.nan, 2].randomElement(using: &random) ?? 0
                })
        },
        Kind(
            name: "FLOAT16", field: SchemaField("c", .fixedLengthByteArray, typeLength: 2, logicalType: .float16),
            order: .typeDefined
        ) { random in fixed(2, &random) },
        Kind(name: "BYTE_ARRAY", field: SchemaField("c", .byteArray), order: .typeDefined) { byteArrays(&$0) },
        Kind(
            name: "decimals of any length",
            field: SchemaField("c", .byteArray, logicalType: .decimal(precision: 30, scale: 0)), order: .typeDefined
        ) { byteArrays(&$0) },
        Kind(
            name: "decimals of 5 bytes",
            field: SchemaField(
                "c", .fixedLengthByteArray, typeLength: 5, logicalType: .decimal(precision: 9, scale: 0)),
            order: .typeDefined
        ) { fixed(5, &$0) },
        Kind(name: "INT96", field: SchemaField("c", .int96), order: .int96Timestamp) { fixed(12, &$0) },
    ]

    @Test(arguments: kinds)
    func theyAreThoseOfComparing(kind: Kind) throws {
        var random = SeededGenerator(seed: 96)
        let order = try kind.valueOrder()
        for _ in 0..<500 {
            let values = kind.make(&random)
            let all = (0..<values.count).map { ValueHashes.bytes(of: values, at: $0) }
            var known = all.filter { order.contains($0) }
            if case .totalOrder = order.kind {
                let numbers = known.filter {
                    !Float(bitPattern: $0.reversed().reduce(0) { $0 << 8 | UInt32($1) }).isNaN
                }
                if !numbers.isEmpty { known = numbers }
            }
            let extremes = ValueExtremes(values, order)
            #expect((extremes == nil) == known.isEmpty)
            guard let extremes else { continue }
            for value in known {
                #expect(order.compare(extremes.min, value) != .greater)
                #expect(order.compare(extremes.max, value) != .less)
            }
            #expect(known.contains(extremes.min) && known.contains(extremes.max))
        }
    }

    @Test(arguments: kinds)
    func stepsAreThoseOfComparing(kind: Kind) throws {
        var random = SeededGenerator(seed: 3)
        let order = try kind.valueOrder()
        for _ in 0..<300 {
            let values = kind.make(&random)
            let all = (0..<values.count).map { ValueHashes.bytes(of: values, at: $0) }
            let expected = zip(all, all.dropFirst()).map { ValueSteps.Step(order.compare($0, $1)) }
            #expect(ValueSteps.steps(values, order) == expected)
            guard values.count > 0 else { continue }
            let indices = (0..<30).map { _ in UInt32.random(in: 0..<UInt32(values.count), using: &random) }
            #expect(
                ValueSteps.steps(.dictionary(indices: indices, values: values), order)
                    == zip(indices, indices.dropFirst()).map {
                        ValueSteps.Step(order.compare(all[Int($0)], all[Int($1)]))
                    })
        }
    }

    @Test func signedBytesGoBelowZero() throws {
        let column = try Schema(fields: [SchemaField("c", .byteArray)]).columns[0]
        let order = try #require(ValueOrder(deprecated: column))
        var values = ByteArrayValues(["b", "", "a"])
        values.append([0x80, 0x01])
        // As signed bytes 0x80 is -128; the empty string comes before all.
        #expect(
            ValueExtremes(.byteArray(values), order) == ValueExtremes(.byteArray(ByteArrayValues(["", "b"])), order))
        values = ByteArrayValues(["b", "a"])
        values.append([0x80, 0x01])
        #expect(ValueExtremes(.byteArray(values), order)?.min == [0x80, 0x01])
    }
}
