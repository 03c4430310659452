import ParquetBytes
import ParquetTestSupport

@testable import Parquet

// What encoders are tested with: values whose differences, lengths and beginnings are all kinds of awkward.

/// Numbers of values around the sizes of groups, miniblocks, blocks and vectors.
let awkwardCounts = [
    0, 1, 2, 7, 8, 9, 31, 32, 33, 34, 127, 128, 129, 130, 255, 256, 257, 258, 1_023, 1_024, 1_025, 3_000,
]

/// How integers follow each other.
enum IntegerSequence: CaseIterable {
    case equal, sorted, falling, alternatingExtremes, random, randomOfManyWidths, steps

    func values(_ count: Int, using random: inout SeededGenerator) -> [Int64] {
        var value = Int64.random(in: .min ... .max, using: &random)
        let equal = value
        var shift: Int64 = 0
        return (0..<count).map { index in
            switch self {
            case .equal: return equal
            case .sorted: value &+= Int64.random(in: 0...1_000, using: &random)
            case .falling: value &-= Int64.random(in: 0...100_000, using: &random)
            case .alternatingExtremes: return index % 2 == 0 ? .min : .max
            case .random: return Int64.random(in: .min ... .max, using: &random)
            case .randomOfManyWidths:
                if index % 32 == 0 { shift = Int64.random(in: 0...63, using: &random) }
                return Int64.random(in: .min ... .max, using: &random) >> shift
            case .steps: value &+= index % 40 == 0 ? 1 << 40 : 3
            }
            return value
        }
    }
}

/// How byte strings follow each other.
enum ByteStringSequence: CaseIterable {
    case empty, equal, random, sharedPrefixes, growing, longAndShort

    func values(_ count: Int, using random: inout SeededGenerator) -> [[UInt8]] {
        func string(_ length: Int) -> [UInt8] { (0..<length).map { _ in UInt8.random(in: 97...99, using: &random) } }
        let beginning = string(20)
        return (0..<count).map { index in
            switch self {
            case .empty: return []
            case .equal: return beginning
            case .random: return string(Int.random(in: 0...40, using: &random))
            case .sharedPrefixes:
                let shared = beginning.prefix(Int.random(in: 0...20, using: &random))
                return shared + string(Int.random(in: 0...12, using: &random))
            case .growing: return [UInt8](repeating: 97, count: index % 300)
            case .longAndShort:
                return string(index % 50 == 7 ? Int.random(in: 100...2_000, using: &random) : index % 3)
            }
        }
    }
}

/// `values` in PLAIN as BYTE_ARRAY.
func plainByteArrays(_ values: [[UInt8]]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.count >> ($0 * 8)) } + value }
}

/// What `encode` appends; it is given a buffer that holds something already, and must leave that alone.
func encoded(_ encode: (inout ByteBuffer) -> Void) -> [UInt8] {
    var target = ByteBuffer([0xEE, 0xDD, 0xCC])
    encode(&target)
    let bytes = target.takeArray()
    precondition(Array(bytes.prefix(3)) == [0xEE, 0xDD, 0xCC])
    return Array(bytes.dropFirst(3))
}
