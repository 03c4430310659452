internal import Parquet

extension BoundingBox {
    /// The bounds with their names in the specification.
    var bounds: [(name: String, value: Double?)] {
        [
            ("xmin", xMin), ("xmax", xMax), ("ymin", yMin), ("ymax", yMax), ("zmin", zMin), ("zmax", zMax),
            ("mmin", mMin), ("mmax", mMax),
        ]
    }
}
