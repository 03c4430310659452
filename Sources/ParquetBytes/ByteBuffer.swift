/// Bytes that grow at the end and are reused: emptying keeps the memory.
///
/// The storage is longer than `count`, and what lies behind `count` is scratch space. Loops ask for room once
/// (`reserve`), write through `mutableBytes` at offsets they keep themselves, and set `count` when they are done.
public struct ByteBuffer: Sendable {
    @usableFromInline var storage: [UInt8]

    /// The bytes written so far.
    public private(set) var count: Int

    /// An empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        storage = [UInt8](repeating: 0, count: capacity)
        count = 0
    }

    /// A buffer holding `bytes`.
    public init(_ bytes: [UInt8]) {
        storage = bytes
        count = bytes.count
    }

    /// A buffer holding a copy of `bytes`.
    public init(copying bytes: RawSpan) {
        self.init()
        append(bytes)
    }

    /// How many bytes fit before memory is allocated.
    @inlinable
    public var capacity: Int { storage.count }

    /// The bytes written so far.
    @inlinable @inline(__always)
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { storage.rawBytes.extracting(first: count) }
    }

    /// The whole storage, scratch space included.
    @inlinable @inline(__always)
    public var mutableBytes: MutableRawSpan {
        @_lifetime(&self)
        mutating get { storage.mutableRawBytes }
    }

    /// Sees to it that `additional` more bytes fit behind `count`.
    @inlinable
    public mutating func reserve(_ additional: Int) {
        if storage.count &- count < additional { grow(additional) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ additional: Int) {
        let needed = count + additional
        storage.resizeUninitialized(to: Swift.max(needed, Swift.min(storage.count * 2, storage.count + (16 << 20)), 64))
    }

    /// Declares that the first `count` bytes of the storage are written.
    public mutating func setCount(_ count: Int) {
        precondition(count >= 0 && count <= storage.count)
        self.count = count
    }

    /// Empties the buffer and keeps its memory.
    public mutating func removeAll() {
        count = 0
    }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        storage[count] = byte
        count += 1
    }

    /// Appends a number, little-endian.
    public mutating func append(_ value: UInt32) {
        reserve(4)
        let end = count
        var target = storage.mutableRawBytes
        target.store(value, at: end)
        count += 4
    }

    /// Appends a number, little-endian.
    public mutating func append(_ value: UInt64) {
        reserve(8)
        let end = count
        var target = storage.mutableRawBytes
        target.store(value, at: end)
        count += 8
    }

    /// Appends the bytes of `source`.
    public mutating func append(_ source: RawSpan) {
        reserve(source.byteCount)
        let end = count
        var target = storage.mutableRawBytes
        target.copy(from: source, at: 0, count: source.byteCount, to: end)
        count += source.byteCount
    }

    /// Appends `source`.
    public mutating func append(_ source: [UInt8]) {
        append(source.rawBytes)
    }

    /// The bytes written so far as an array, the buffer being given up.
    public consuming func takeArray() -> [UInt8] {
        var array = storage
        storage = []
        array.resize(to: count)
        return array
    }
}
