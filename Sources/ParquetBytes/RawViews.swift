// Views of the bytes of typed storage. Numbers and bytes have no invalid bit patterns, which is what `unsafe` vouches
// for here.

extension Span where Element: BitwiseCopyable {
    /// The bytes of the elements, in the machine's byte order.
    @inlinable @inline(__always)
    public var rawBytes: RawSpan {
        @_lifetime(copy self)
        get { unsafe self.bytes }
    }
}

extension Array where Element: BitwiseCopyable {
    /// The bytes of the elements, in the machine's byte order.
    @inlinable @inline(__always)
    public var rawBytes: RawSpan {
        @_lifetime(borrow self)
        get { unsafe self.span.bytes }
    }

    /// The bytes of the elements, to be changed in place.
    @inlinable @inline(__always)
    public var mutableRawBytes: MutableRawSpan {
        @_lifetime(&self)
        mutating get {
            let pointer = unsafe self.withUnsafeMutableBytes { unsafe $0 }
            let raw = unsafe MutableRawSpan(_unsafeBytes: pointer)
            return unsafe _overrideLifetime(raw, mutating: &self)
        }
    }
}

extension Array where Element: BitwiseCopyable & ExpressibleByIntegerLiteral {
    /// Makes the array exactly `count` elements long, keeping its memory. Elements that are added hold anything: the caller
    /// writes all of them before any is read.
    @inlinable
    public mutating func resizeUninitialized(to count: Int) {
        if self.count > count {
            removeLast(self.count - count)
        } else if self.count < count {
            let added = count - self.count
            append(addingCapacity: added) { output in
                unsafe output.withUnsafeMutableBufferPointer { buffer, initializedCount in
                    precondition(buffer.count >= added)
                    // A number has no bit pattern that is not a value.
                    initializedCount = added
                }
            }
        }
    }

    /// Makes the array exactly `count` elements long, keeping its memory: shorter by dropping elements, longer by zeros.
    @inlinable
    public mutating func resize(to count: Int) {
        if self.count > count {
            removeLast(self.count - count)
        } else if self.count < count {
            append(contentsOf: repeatElement(0, count: count - self.count))
        }
    }
}

extension RawSpan {
    /// The bytes as UTF-8; what is none becomes U+FFFD.
    public var text: String {
        unsafe withUnsafeBytes { bytes in unsafe String(decoding: bytes, as: UTF8.self) }
    }
}
