internal import ParquetBytes

/// Where in byte arrays of one length it pays to look for what an earlier one has too: windows with so many bytes that are the
/// same in all values, and so few others, that a match is likely.
///
///     24 00 00 00 "7b0e2307-9c1d-4f83-…"     the length, the hyphens and the 4 are the same everywhere
///                ^^^^      three digits before a length, at it or behind it, and
///                        ^^^^^    three digits around "-4": one in 4,096 is alike, and 64 KiB hold 1,638 values
///
/// Elsewhere a match is as long as chance makes it, and spares next to nothing.
struct ValueWindows {
    /// The bytes from one value to the next, its length's four included.
    let stride: Int
    /// Of matches in windows of one group, which overlap, one is taken.
    private(set) var groups: [Group] = []

    /// Up to four windows that overlap.
    struct Group {
        /// How far behind the beginning of a value each window begins; before it if negative, in the value before.
        var starts: InlineArray<4, Int>
        /// By how much the eight bytes from there on are shifted so that the window's are left.
        var shifts: InlineArray<4, UInt64>
        /// Whether bytes before a window are to be compared, since one stands for a longer one.
        var isClipped: Bool
    }

    static let greatestGroupCount = 4
    /// The farthest match, more or less.
    private static let reach = 1 << 16
    /// Values of so many bytes have a length, and something to look for.
    private static let leastStride = 16
    private static let greatestStride = 1 << 10
    /// A shorter window's matches spare nothing.
    private static let leastWidth = 5
    private static let greatestWidth = 8
    private static let sampleCount = 256

    /// Finds the windows in `bytes` from `start` on.
    ///
    /// - Returns: nil if the values are not of one length, or differ in too little or too much.
    init?(_ bytes: RawSpan, from start: Int) {
        guard start >= 0, bytes.byteCount >= 4, start <= bytes.byteCount - 4 else { return nil }
        let length = Int(bytes.loadUInt32(at: start))
        guard length >= ValueWindows.leastStride - 4, length <= ValueWindows.greatestStride - 4 else { return nil }
        stride = length + 4
        let count = (bytes.byteCount - start) / stride
        guard count > ValueWindows.sampleCount, start + count * stride == bytes.byteCount,
            ValueWindows.areLengths(bytes, from: start, stride: stride)
        else { return nil }
        let kinds = ValueWindows.kinds(bytes, from: start, stride: stride, count: count)
        addGroups(of: windows(kinds), kinds)
        guard !groups.isEmpty else { return nil }
    }

    /// Whether all byte arrays are of the first one's length.
    private static func areLengths(_ bytes: RawSpan, from start: Int, stride: Int) -> Bool {
        let length = UInt32(truncatingIfNeeded: stride &- 4)
        var difference: UInt32 = 0
        var place = start
        while place < bytes.byteCount {
            difference |= bytes.loadUInt32(at: place) ^ length
            place &+= stride
        }
        return difference == 0
    }

    /// How many kinds of bytes there are at each place of a value, each weighed with how often it is there: two values are alike
    /// there once in as many pairs.
    private static func kinds(_ bytes: RawSpan, from start: Int, stride: Int, count: Int) -> [Double] {
        var counts = [Int](repeating: 0, count: 256)
        let step = count / sampleCount * stride
        return (0..<stride).map { place in
            for index in counts.indices { counts[index] = 0 }
            for sample in 0..<sampleCount { counts[Int(bytes.loadUInt8(at: start + sample * step + place))] += 1 }
            return Double(sampleCount * sampleCount) / Double(counts.reduce(0) { $0 + $1 * $1 })
        }
    }

    /// A window, in bytes behind the beginning of a value.
    private struct Window {
        var start: Int
        var end: Int
    }

    /// The longest windows in which a match is likely, none within another.
    private func windows(_ kinds: [Double]) -> [Window] {
        // As many values are in reach; a match in every third window is enough.
        let limit = 3 * Double(ValueWindows.reach / stride)
        var windows: [Window] = []
        var end = -stride
        for start in (1 - stride / 2)..<(stride - stride / 2) {
            var product = 1.0
            var width = 0
            while width < stride {
                product *= kinds[(start + width + stride) % stride]
                guard product <= limit else { break }
                width += 1
            }
            guard width >= ValueWindows.leastWidth, width < stride, start + width > end else { continue }
            end = start + width
            windows.append(Window(start: start, end: end))
        }
        return windows
    }

    /// Puts windows that overlap in groups.
    private mutating func addGroups(of windows: [Window], _ kinds: [Double]) {
        guard windows.count * 4 <= stride else { return }
        var rest = windows[...]
        while let first = rest.first, groups.count < ValueWindows.greatestGroupCount {
            let overlapping = rest.prefix { $0.start < first.end }
            rest = rest.dropFirst(overlapping.count)
            groups.append(group(overlapping.suffix(4), kinds))
        }
    }

    /// The group of one to four windows. Of a window that is too long, its first or its last eight bytes stand for it: those that
    /// tell more values apart.
    private func group(_ windows: ArraySlice<Window>, _ kinds: [Double]) -> Group {
        func kindCount(_ window: Window) -> Double {
            (window.start..<window.end).reduce(1) { $0 * kinds[($1 + stride) % stride] }
        }
        var isClipped = false
        var chosen = windows.map { window -> (window: Window, kindCount: Double) in
            guard window.end - window.start > ValueWindows.greatestWidth else { return (window, kindCount(window)) }
            isClipped = true
            return [
                Window(start: window.start, end: window.start + ValueWindows.greatestWidth),
                Window(start: window.end - ValueWindows.greatestWidth, end: window.end),
            ].map { ($0, kindCount($0)) }.max { $0.1 < $1.1 } ?? (window, 1)
        }
        // Of matches of one length the last window's is taken.
        chosen.sort { ($0.kindCount, $0.window.start) < ($1.kindCount, $1.window.start) }
        var group = Group(
            starts: InlineArray(repeating: 0), shifts: InlineArray(repeating: 0), isClipped: isClipped)
        for index in 0..<4 {
            let window = chosen[min(index, chosen.count - 1)].window
            group.starts[index] = window.start
            group.shifts[index] = UInt64(64 - 8 * (window.end - window.start))
        }
        return group
    }
}
