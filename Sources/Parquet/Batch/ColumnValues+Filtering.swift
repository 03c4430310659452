internal import ParquetBytes

extension ColumnValues {
    /// The values at the ones of `selection`, which has a bit for each.
    func selecting(_ selection: Bitmap) -> ColumnValues {
        precondition(count == selection.count, "a bit for each value")
        switch self {
        case .boolean(let values): return .boolean(values.selecting(selection, filler: false))
        case .int32(let values): return .int32(values.selecting(selection))
        case .int64(let values): return .int64(values.selecting(selection))
        case .float(let values): return .float(values.selecting(selection))
        case .double(let values): return .double(values.selecting(selection))
        case .byteArray(let values): return .byteArray(values.selecting(selection))
        case .fixedLengthByteArray(let values): return .fixedLengthByteArray(values.selecting(selection))
        case .dictionary(let indices, let values):
            return .dictionary(indices: indices.selecting(selection), values: values)
        }
    }
}

extension Array where Element: BitwiseCopyable & ExpressibleByIntegerLiteral {
    /// The elements at the ones of `selection`, which has a bit for each.
    @inline(__always)
    func selecting(_ selection: Bitmap) -> [Element] { selecting(selection, filler: 0) }
}

extension Array where Element: BitwiseCopyable {
    @inline(__always)
    fileprivate func selecting(_ selection: Bitmap, filler: Element) -> [Element] {
        let source = span
        var selected = [Element](repeating: filler, count: selection.oneCount)
        var target = selected.mutableSpan
        var next = 0
        for index in 0..<selection.wordCount {
            var word = selection.word(at: index)
            let base = index &* 64
            if word == .max {
                for place in 0..<64 { target[next &+ place] = source[base &+ place] }
                next &+= 64
                continue
            }
            while word != 0 {
                target[next] = source[base &+ word.trailingZeroBitCount]
                next &+= 1
                word &= word &- 1
            }
        }
        return selected
    }
}

extension ByteArrayValues {
    /// The strings at the ones of `selection`, which has a bit for each.
    func selecting(_ selection: Bitmap) -> ByteArrayValues {
        let ends = offsets.span
        var byteCount = 0
        selection.forEachRun { byteCount += Int(ends[$0.upperBound]) - Int(ends[$0.lowerBound]) }
        var selectedBytes: [UInt8] = []
        selectedBytes.resizeUninitialized(to: byteCount)
        var selectedOffsets = [Int32](repeating: 0, count: selection.oneCount + 1)
        let source = bytes.rawBytes
        var target = selectedBytes.mutableRawBytes
        var targetEnds = selectedOffsets.mutableSpan
        var byte = 0
        var next = 1
        selection.forEachRun { run in
            let start = Int(ends[run.lowerBound])
            let count = Int(ends[run.upperBound]) - start
            target.copyOverwriting(from: source, at: start, count: count, to: byte)
            for index in run {
                targetEnds[next] = Int32(truncatingIfNeeded: Int(ends[index &+ 1]) &- start &+ byte)
                next &+= 1
            }
            byte += count
        }
        return ByteArrayValues(offsets: selectedOffsets, bytes: selectedBytes)
    }
}

extension FixedLengthByteArrayValues {
    /// The strings at the ones of `selection`, which has a bit for each.
    func selecting(_ selection: Bitmap) -> FixedLengthByteArrayValues {
        var selected = FixedLengthByteArrayValues(length: length)
        selected.bytes.resizeUninitialized(to: selection.oneCount * length)
        let source = bytes.rawBytes
        var target = selected.bytes.mutableRawBytes
        var byte = 0
        selection.forEachRun { run in
            target.copyOverwriting(from: source, at: run.lowerBound &* length, count: run.count &* length, to: byte)
            byte += run.count &* length
        }
        return selected
    }
}

extension Bitmap {
    /// Calls `body` with each run of ones, in order.
    @inline(__always)
    fileprivate func forEachRun(_ body: (Range<Int>) -> Void) {
        // A run that may go on in the next word.
        var open: Int?
        for index in 0..<wordCount {
            let word = self.word(at: index)
            var place = 0
            while place < 64 {
                if let start = open {
                    let length = (~word &>> UInt64(place)).trailingZeroBitCount
                    place &+= length
                    // Shifted in zeros of `~word` read as ones that go on.
                    if place >= 64 { break }
                    body(start..<index &* 64 &+ place)
                    open = nil
                } else {
                    let rest = word &>> UInt64(place)
                    if rest == 0 { break }
                    place &+= rest.trailingZeroBitCount
                    open = index &* 64 &+ place
                }
            }
        }
        if let open { body(open..<count) }
    }
}
