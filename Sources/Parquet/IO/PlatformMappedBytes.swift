// Files mapped into memory, which swift-system does not offer.

internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A file's bytes, mapped into memory for reading for as long as a copy of this lives.
struct PlatformMappedBytes: Sendable {
    private let region: Region?

    /// What is unmapped when nobody needs it any more.
    @safe private final class Region: @unchecked Sendable {
        let start: UnsafeRawPointer
        let count: Int

        init(_ start: UnsafeRawPointer, _ count: Int) {
            unsafe self.start = start
            self.count = count
        }

        deinit {
            unsafe munmap(UnsafeMutableRawPointer(mutating: start), count)
        }
    }

    /// No bytes.
    init() {
        region = nil
    }

    /// The first `count` bytes of the file.
    init(_ descriptor: FileDescriptor, count: Int) throws(Errno) {
        // Nothing cannot be mapped.
        guard count > 0 else {
            region = nil
            return
        }
        let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.rawValue, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else { throw Errno(rawValue: errno) }
        region = unsafe Region(start, count)
    }

    /// The number of bytes.
    var count: Int { region?.count ?? 0 }

    /// The bytes.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            guard let region else { return RawSpan() }
            let span = unsafe RawSpan(_unsafeStart: region.start, byteCount: region.count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}
