internal import Parquet
internal import ParquetBytes

/// Compares the bounding box and the types of a chunk's shapes with the shapes.
struct GeospatialCheck: Sendable {
    private let statistics: GeospatialStatistics?
    /// By how much of itself a coordinate may lie outside: boxes on the globe are computed, and so rounded.
    private let slack: Double
    private var shapes = WellKnownBinary()
    /// Values of x outside the box, which may go across the antimeridian: from xmin up and from xmax down.
    private var outside: Double?

    /// A check of `column`'s shapes; nil if it holds none.
    init?(_ column: ColumnDescriptor, _ statistics: GeospatialStatistics?) {
        guard column.physicalType == .byteArray else { return nil }
        switch column.logicalType {
        case .geometry: slack = 0
        case .geography: slack = 1e-12
        default: return nil
        }
        self.statistics = statistics
    }

    /// Takes values, which are no indices, into account.
    mutating func add(_ values: ColumnValues, _ log: inout FindingLog) {
        guard let strings = ByteStrings(values) else { return }
        let bytes = strings.all
        let box = statistics?.boundingBox
        let slack = slack
        var outside = outside
        var brokenCount = 0
        for index in 0..<strings.count {
            let isShape = shapes.add(bytes, strings.range(index)) { x in
                guard let box else { return }
                let margin = abs(x) * slack
                let isInside =
                    box.xMin <= box.xMax
                    ? x + margin >= box.xMin && x - margin <= box.xMax
                    : x + margin >= box.xMin || x - margin <= box.xMax
                if !isInside, outside == nil { outside = x }
            }
            if !isShape { brokenCount += 1 }
        }
        self.outside = outside
        if brokenCount > 0 { log.error(.logicalType, "\(brokenCount) shapes are not well-known binary") }
    }

    /// Compares with the statistics when all pages have been gone over.
    func check(_ log: inout FindingLog) {
        guard let statistics else { return }
        if let box = statistics.boundingBox {
            if let outside {
                log.error(
                    .geospatialStatistics,
                    "the bounding box goes from x \(box.xMin) to \(box.xMax), a shape has \(outside)")
            }
            for (name, axis, low, high) in [
                ("y", 1, box.yMin, box.yMax), ("z", 2, box.zMin, box.zMax), ("m", 3, box.mMin, box.mMax),
            ] as [(String, Int, Double?, Double?)] {
                guard let low, let high, shapes.min[axis] <= shapes.max[axis],
                    shapes.min[axis] + abs(low) * slack < low || shapes.max[axis] - abs(high) * slack > high
                else { continue }
                log.error(
                    .geospatialStatistics,
                    "the bounding box goes from \(name) \(low) to \(high), shapes from \(shapes.min[axis]) to "
                        + "\(shapes.max[axis])")
            }
        }
        if let types = statistics.geospatialTypes, !types.isEmpty {
            let missing = shapes.types.subtracting(types).sorted()
            if !missing.isEmpty {
                log.error(
                    .geospatialStatistics,
                    "the geospatial types lack \(missing.map(String.init).joined(separator: ", "))")
            }
        }
    }
}
