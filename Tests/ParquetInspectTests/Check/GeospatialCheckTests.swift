import Parquet
import ParquetBytes
import Testing

@testable import ParquetInspect

@Suite struct GeospatialCheckTests {
    /// A shape of the points given, in one byte order or the other.
    private static func wkb(_ type: UInt32, _ numbers: [Double], counts: [UInt32] = [], isLittle: Bool = true)
        -> [UInt8]
    {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            let little = (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
            return isLittle ? little : little.reversed()
        }
        return [isLittle ? 1 : 0] + bytes(type) + counts.flatMap { bytes($0) }
            + numbers.flatMap { bytes($0.bitPattern) }
    }

    private func shapes(_ values: [[UInt8]]) -> WellKnownBinary? {
        var shapes = WellKnownBinary()
        for value in values where !shapes.add(value.rawBytes, 0..<value.count, x: { _ in }) { return nil }
        return shapes
    }

    @Test func coordinates() throws {
        let point = try #require(
            shapes([GeospatialCheckTests.wkb(1, [1, 2]), GeospatialCheckTests.wkb(1, [-3, 5], isLittle: false)]))
        #expect(point.min.prefix(2) == [-3, 2])
        #expect(point.max.prefix(2) == [1, 5])
        #expect(point.types == [1])
        let lineWithM = try #require(shapes([GeospatialCheckTests.wkb(2002, [1, 2, 7, 3, 4, 9], counts: [2])]))
        #expect(lineWithM.min == [1, 2, .infinity, 7])
        #expect(lineWithM.types == [2002])
        let polygon = try #require(shapes([GeospatialCheckTests.wkb(3, [0, 0, 1, 0, 0, 0], counts: [1, 3])]))
        #expect(polygon.max.prefix(2) == [1, 0])
        let collection = GeospatialCheckTests.wkb(7, [], counts: [1]) + GeospatialCheckTests.wkb(1, [8, 9])
        let collected = try #require(shapes([collection]))
        #expect(collected.types == [7])
        #expect(collected.max.prefix(2) == [8, 9])
        // An empty point.
        #expect(try #require(shapes([GeospatialCheckTests.wkb(1, [.nan, .nan])])).min[0] == .infinity)
    }

    @Test func brokenShapes() {
        let point = GeospatialCheckTests.wkb(1, [1, 2])
        for count in 0..<point.count { #expect(shapes([Array(point.prefix(count))]) == nil) }
        #expect(shapes([point + [0]]) == nil)
        #expect(shapes([GeospatialCheckTests.wkb(9, [1, 2])]) == nil)
        // More points than bytes, and collections in collections without end.
        #expect(shapes([GeospatialCheckTests.wkb(2, [1, 2], counts: [.max])]) == nil)
        let deep = (0..<1000).flatMap { _ in GeospatialCheckTests.wkb(7, [], counts: [1]) } + point
        #expect(shapes([deep]) == nil)
    }

    private func findings(_ statistics: GeospatialStatistics, _ values: [[UInt8]]) throws -> [String] {
        let column = try Schema(fields: [SchemaField("g", .byteArray, logicalType: .geometry(crs: nil))]).columns[0]
        var check = try #require(GeospatialCheck(column, statistics))
        var log = FindingLog()
        var strings = ByteArrayValues()
        for value in values { strings.append(value) }
        check.add(.byteArray(strings), &log)
        check.check(&log)
        #expect(log.findings.allSatisfy { $0.rule == .geospatialStatistics && $0.severity == .error })
        return log.findings.map(\.message)
    }

    @Test func boxesAndTypes() throws {
        let values = [GeospatialCheckTests.wkb(1, [170, 2]), GeospatialCheckTests.wkb(1, [-170, 5])]
        func box(_ xMin: Double, _ xMax: Double, _ yMin: Double, _ yMax: Double) -> GeospatialStatistics {
            GeospatialStatistics(
                boundingBox: BoundingBox(xMin: xMin, xMax: xMax, yMin: yMin, yMax: yMax), geospatialTypes: [1])
        }
        #expect(try findings(box(-170, 170, 2, 5), values) == [])
        // Across the antimeridian.
        #expect(try findings(box(170, -170, 2, 5), values) == [])
        #expect(try findings(box(175, -170, 2, 5), values).count == 1)
        #expect(
            try findings(box(-169, 170, 2, 5), values) == [
                "the bounding box goes from x -169.0 to 170.0, a shape has -170.0"
            ])
        #expect(try findings(box(-170, 170, 3, 5), values).count == 1)
        #expect(try findings(GeospatialStatistics(geospatialTypes: [2]), values) == ["the geospatial types lack 1"])
        #expect(try findings(GeospatialStatistics(geospatialTypes: []), values) == [])
    }
}
