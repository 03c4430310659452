internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// How the C library hands memory out.
enum PlatformMemory {
    /// Has large buffers go back to the system when they are freed, and threads share their heaps.
    ///
    /// The GNU C library otherwise keeps more and more of them, in a heap for each thread: a conversion of HTTP records with two threads
    /// holds 169 MB instead of 148 MB. Other libraries do so by themselves.
    static func keepSmall() {
        #if canImport(Glibc)
            // Not among the headers that Swift knows: looked up by name.
            guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
            let setOption = unsafe unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
            _ = setOption(mapThreshold, 128 << 10)
            // Two are enough for two processors; more would wait for each other.
            _ = setOption(heapLimit, Int32(clamping: min(16, max(2, ProcessInfo.processInfo.activeProcessorCount))))
        #endif
    }

    /// M_MMAP_THRESHOLD and M_ARENA_MAX of malloc.h.
    private static let mapThreshold: Int32 = -3
    private static let heapLimit: Int32 = -8
}
