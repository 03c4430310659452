/// Distinct byte strings, laid out so that one load tells where a string is and how long, and moves of 16 bytes copy it.
///
/// The loop that copies strings is the hottest of reading logs. It does without bounds checks, which took a quarter of its time:
/// what it relies on is made here and can be changed by nobody, and indices are compared with the number of strings first.
public struct ByteStringTable: Sendable {
    /// For each string the place of its first byte, and in the lower 32 bits its length.
    private let entries: [UInt64]
    /// The strings' bytes, and 32 more.
    private let bytes: [UInt8]
    private let greatestLength: Int

    /// The most bytes that are made room for without knowing how many are needed.
    private static let guessLimit = 2 << 20

    /// The strings of which string `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
    ///
    /// - Precondition: there is an offset, none is below the one before, and the last is at most the number of bytes.
    public init(offsets: [Int32], bytes: [UInt8]) {
        precondition(offsets.first.map { $0 >= 0 } ?? false && Int(offsets.last ?? 0) <= bytes.count)
        self.bytes = bytes + repeatElement(0, count: 32)
        var entries: [UInt64] = []
        entries.reserveCapacity(offsets.count - 1)
        var greatestLength = 0
        for index in 0..<offsets.count - 1 {
            let length = Int(offsets[index + 1]) - Int(offsets[index])
            precondition(length >= 0)
            entries.append(UInt64(offsets[index]) << 32 | UInt64(length))
            greatestLength = max(greatestLength, length)
        }
        self.entries = entries
        self.greatestLength = greatestLength
    }

    /// Roughly how many bytes of memory the table takes.
    public var byteCount: Int { bytes.count + entries.count * 8 }

    /// Appends the strings at `indices` to `target`, and to `ends` where each ends in it.
    ///
    /// - Precondition: the indices are below the number of strings.
    /// - Returns: nil; or, if `target` would have more than `byteLimit` bytes, how many. It is as it was then.
    public func append(
        _ indices: [UInt32], to target: inout [UInt8], ends: inout [Int32], byteLimit: Int
    ) -> Int? {
        var greatest: UInt32 = 0
        for index in indices { greatest = max(greatest, index) }
        precondition(indices.isEmpty || Int(greatest) < entries.count, "an index exceeds the table")
        let start = target.count
        let limit = min(byteLimit, Int(Int32.max))
        var room = indices.count * greatestLength
        if room > ByteStringTable.guessLimit || start + room > limit {
            room = 0
            for index in indices { room += Int(entries[Int(index)] & 0xFFFF_FFFF) }
            guard start + room <= limit else { return start + room }
        }
        target.resizeUninitialized(to: start + room + 32)
        let first = ends.count
        ends.resizeUninitialized(to: first + indices.count)
        let end = unsafe copy(indices, to: &target, at: start, ends: &ends, from: first)
        target.resizeUninitialized(to: end)
        return nil
    }

    /// Copies the strings to `start` of `target`, which has room for them and 32 bytes more, and notes their ends.
    @unsafe private func copy(
        _ indices: [UInt32], to target: inout [UInt8], at start: Int, ends: inout [Int32], from first: Int
    ) -> Int {
        unsafe entries.withUnsafeBufferPointer { entries in
            unsafe bytes.withUnsafeBytes { source in
                unsafe indices.withUnsafeBufferPointer { indices in
                    unsafe target.withUnsafeMutableBytes { target in
                        unsafe ends.withUnsafeMutableBufferPointer { ends in
                            guard let table = entries.baseAddress, let from = source.baseAddress,
                                let into = target.baseAddress, let places = indices.baseAddress,
                                let end = ends.baseAddress
                            else { return start }
                            var to = start
                            for index in 0..<indices.count {
                                let entry = unsafe table[Int(places[index])]
                                let length = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
                                let string = unsafe from + Int(truncatingIfNeeded: entry >> 32)
                                let place = unsafe into + to
                                if length <= 32 {
                                    unsafe place.storeBytes(
                                        of: string.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
                                    if length > 16 {
                                        unsafe (place + 16).storeBytes(
                                            of: (string + 16).loadUnaligned(as: SIMD16<UInt8>.self),
                                            as: SIMD16<UInt8>.self)
                                    }
                                } else {
                                    unsafe place.copyMemory(from: string, byteCount: length)
                                }
                                to &+= length
                                unsafe end[first &+ index] = Int32(truncatingIfNeeded: to)
                            }
                            return to
                        }
                    }
                }
            }
        }
    }
}
