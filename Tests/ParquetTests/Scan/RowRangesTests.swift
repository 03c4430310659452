import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct RowRangesTests {
    private func ranges(_ ranges: Range<Int>...) -> RowRanges {
        ranges.reduce(into: RowRanges()) { $0.append($1) }
    }

    @Test func touchingRangesAreOne() {
        let rows = ranges(2..<4, 4..<6, 6..<6, 9..<10)
        #expect(rows.ranges == [2..<6, 9..<10])
        #expect(rows.count == 5)
        #expect(rows.bounds == 2..<10)
    }

    @Test func setsAreCombined() {
        let left = ranges(0..<4, 8..<10)
        let right = ranges(2..<9, 20..<21)
        #expect(left.intersection(right) == ranges(2..<4, 8..<9))
        #expect(left.union(right) == ranges(0..<10, 20..<21))
        #expect(left.subtracting(right) == ranges(0..<2, 9..<10))
        #expect(right.subtracting(left) == ranges(4..<8, 20..<21))
        #expect(left.contains(ranges(1..<2, 9..<10)))
        #expect(!left.contains(ranges(3..<5)))
        #expect(left.overlaps(3..<8))
        #expect(!left.overlaps(4..<8))
        #expect(!left.overlaps(10..<12))
    }

    @Test func bitsChooseRows() {
        let rows = ranges(10..<13, 20..<22)
        // Rows 10, 11, 12, 20, 21.
        let chosen = rows.selecting(Bitmap([false, true, true, true, false]))
        #expect(chosen == ranges(11..<13, 20..<21))
        #expect(rows.bits(of: chosen) == Bitmap([false, true, true, true, false]))
        #expect(rows.closingGaps(below: 7) == rows)
        #expect(rows.closingGaps(below: 8) == ranges(10..<22))
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func operationsAreThoseOfSets(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = [10, 70, 300].randomElement(using: &random) ?? 10
        func draw() -> (RowRanges, Set<Int>) {
            let share = Double.random(in: 0...1, using: &random)
            var rows = RowRanges()
            var set: Set<Int> = []
            var isIn = Bool.random(using: &random)
            for row in 0..<limit {
                if Double.random(in: 0..<1, using: &random) > share { isIn.toggle() }
                guard isIn else { continue }
                rows.append(row..<row + 1)
                set.insert(row)
            }
            return (rows, set)
        }
        func rows(_ ranges: RowRanges) -> [Int] { ranges.ranges.flatMap(Array.init) }
        let (left, leftSet) = draw()
        let (right, rightSet) = draw()
        #expect(rows(left.intersection(right)) == leftSet.intersection(rightSet).sorted())
        #expect(rows(left.union(right)) == leftSet.union(rightSet).sorted())
        #expect(rows(left.subtracting(right)) == leftSet.subtracting(rightSet).sorted())
        #expect(left.union(right).count == leftSet.union(rightSet).count)
        #expect(left.contains(right) == rightSet.isSubset(of: leftSet))
        let bits = left.bits(of: left.intersection(right))
        #expect(bits.count == left.count)
        #expect(left.selecting(bits) == left.intersection(right))
    }
}
