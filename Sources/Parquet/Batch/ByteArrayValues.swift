/// Byte strings laid end to end: value `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
public struct ByteArrayValues: Sendable, Equatable {
    /// One more than there are values, rising from 0 to the number of bytes.
    public var offsets: [Int32]
    /// The values' bytes, one value after the other.
    public var bytes: [UInt8]

    /// No values.
    public init() {
        offsets = [0]
        bytes = []
    }

    /// Values of which the parts are given.
    ///
    /// - Precondition: `offsets` starts with 0, never falls and ends with the number of bytes.
    public init(offsets: [Int32], bytes: [UInt8]) {
        precondition(offsets.first == 0 && offsets.last.map(Int.init) == bytes.count, "offsets do not frame the bytes")
        self.offsets = offsets
        self.bytes = bytes
    }

    /// The values of `strings`, as UTF-8.
    public init(_ strings: some Sequence<String>) {
        self.init()
        for string in strings { append(string.utf8) }
    }

    /// The number of values.
    public var count: Int { offsets.count - 1 }

    /// Appends a value.
    ///
    /// - Precondition: the bytes of all values stay below 2 GiB.
    public mutating func append(_ value: some Sequence<UInt8>) {
        bytes.append(contentsOf: value)
        guard let end = Int32(exactly: bytes.count) else {
            preconditionFailure("the values of one batch exceed 2 GiB")
        }
        offsets.append(end)
    }

    /// Removes all values and keeps the memory.
    public mutating func removeAll() {
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The place of value `index` in `bytes`.
    public func range(at index: Int) -> Range<Int> {
        Int(offsets[index])..<Int(offsets[index + 1])
    }

    /// The bytes of value `index`.
    public subscript(index: Int) -> [UInt8] {
        Array(bytes[range(at: index)])
    }
}

/// Byte strings of one length, laid end to end.
public struct FixedLengthByteArrayValues: Sendable, Equatable {
    /// The bytes of each value.
    public let length: Int
    /// All values, one after the other.
    public var bytes: [UInt8]

    /// Values of `length` bytes each.
    ///
    /// - Precondition: `bytes` holds whole values.
    public init(length: Int, bytes: [UInt8] = []) {
        precondition(length >= 0 && (length == 0 ? bytes.isEmpty : bytes.count % length == 0), "a value is cut off")
        self.length = length
        self.bytes = bytes
    }

    /// The number of values.
    public var count: Int { length == 0 ? 0 : bytes.count / length }

    /// The bytes of value `index`.
    public subscript(index: Int) -> [UInt8] {
        Array(bytes[index * length..<(index + 1) * length])
    }
}
