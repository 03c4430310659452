internal import ParquetBytes

/// The coordinates and types of shapes as well-known binary (ISO 19125; Geospatial.md, "Well Known Binary").
///
///     01 │ 01 00 00 00 │ 00 00 00 00 00 00 F0 3F │ 00 00 00 00 00 00 00 40      POINT(1 2), little-endian
///
/// Types are 1 to 7: point, line, polygon, points, lines, polygons, collection; 1000 more with z, 2000 more with m, 3000 more
/// with both.
struct WellKnownBinary: Sendable, Equatable {
    /// The least and greatest x, y, z and m; what no shape has stays the empty range from ∞ to -∞.
    private(set) var min: [Double] = [.infinity, .infinity, .infinity, .infinity]
    private(set) var max: [Double] = [-.infinity, -.infinity, -.infinity, -.infinity]
    /// The types of the shapes that lie in no other.
    private(set) var types: Set<Int32> = []

    /// How deep collections may nest.
    private static let maxDepth = 32

    /// Takes the shape in the bytes `place` into account.
    ///
    /// - Parameter x: is called with every x: whether one lies in a box that goes across the antimeridian cannot be told
    ///   from the extremes.
    /// - Returns: whether it is one.
    mutating func add(_ bytes: RawSpan, _ place: Range<Int>, x: (Double) -> Void) -> Bool {
        var offset = place.lowerBound
        guard let type = shape(bytes, &offset, place.upperBound, depth: 0, x) else { return false }
        types.insert(type)
        return offset == place.upperBound
    }

    /// - Returns: the type of the shape, or nil if there is none.
    private mutating func shape(
        _ bytes: RawSpan, _ offset: inout Int, _ end: Int, depth: Int, _ x: (Double) -> Void
    ) -> Int32? {
        guard depth < WellKnownBinary.maxDepth, end - offset >= 5 else { return nil }
        let order = bytes.loadUInt8(at: offset)
        guard order <= 1 else { return nil }
        offset += 1
        let isLittle = order == 1
        guard let type = number(bytes, &offset, end, isLittle), type / 1000 <= 3 else { return nil }
        let axes: [Int] =
            switch type / 1000 {
            case 0: [0, 1]
            case 1: [0, 1, 2]
            case 2: [0, 1, 3]
            default: [0, 1, 2, 3]
            }
        func points() -> Bool {
            guard let count = number(bytes, &offset, end, isLittle),
                Int(count) <= (end - offset) / (8 * axes.count)
            else { return false }
            for _ in 0..<count where !point(bytes, &offset, end, isLittle, axes, x) { return false }
            return true
        }
        switch type % 1000 {
        case 1: guard point(bytes, &offset, end, isLittle, axes, x) else { return nil }
        case 2: guard points() else { return nil }
        case 3:
            guard let count = number(bytes, &offset, end, isLittle), Int(count) <= (end - offset) / 4 else {
                return nil
            }
            for _ in 0..<count where !points() { return nil }
        case 4...7:
            guard let count = number(bytes, &offset, end, isLittle), Int(count) <= (end - offset) / 5 else {
                return nil
            }
            for _ in 0..<count where shape(bytes, &offset, end, depth: depth + 1, x) == nil { return nil }
        default: return nil
        }
        return Int32(type)
    }

    private mutating func point(
        _ bytes: RawSpan, _ offset: inout Int, _ end: Int, _ isLittle: Bool, _ axes: [Int], _ x: (Double) -> Void
    ) -> Bool {
        guard end - offset >= 8 * axes.count else { return false }
        for axis in axes {
            let bits = bytes.loadUInt64(at: offset)
            offset += 8
            let value = Double(bitPattern: isLittle ? bits : bits.byteSwapped)
            // A point of NaNs is an empty one.
            guard !value.isNaN else { continue }
            if axis == 0 { x(value) }
            min[axis] = Swift.min(min[axis], value)
            max[axis] = Swift.max(max[axis], value)
        }
        return true
    }

    private func number(_ bytes: RawSpan, _ offset: inout Int, _ end: Int, _ isLittle: Bool) -> UInt32? {
        guard end - offset >= 4 else { return nil }
        let value = bytes.loadUInt32(at: offset)
        offset += 4
        return isLittle ? value : value.byteSwapped
    }
}
