internal import ArgumentParser
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// How the C library hands memory out.
enum PlatformMemory {
    /// Sets it for a command of this name.
    static func tune(for command: String?) {
        if readers.contains(where: { $0.configuration.commandName == command }) { keepForReuse() } else { keepSmall() }
    }

    /// The commands that unpack pages of one file after the other.
    private static let readers: [any ParsableCommand.Type] = [
        ScanCommand.self, CountCommand.self, ReportCommand.self, SampleCommand.self, DiffCommand.self, CatCommand.self,
    ]

    /// Has large buffers go back to the system when they are freed, and threads share their heaps.
    ///
    /// The GNU C library otherwise keeps more and more of them, in a heap for each thread: a conversion of HTTP records with two threads
    /// holds 169 MB instead of 148 MB. Other libraries do so by themselves.
    private static func keepSmall() {
        // Two are enough for two processors; more would wait for each other.
        set(mapThreshold: 128 << 10, heapLimit: min(16, max(2, ProcessInfo.processInfo.activeProcessorCount)))
    }

    /// Keeps large buffers for the next file that is read.
    ///
    /// To look for one value in 30 files of strings takes a quarter of its time for memory that is taken and given back otherwise. Threads
    /// have as many heaps as the library likes, since they allocate much and would wait for each other: with eight threads that look for
    /// a value 53 MB are held instead of 51.
    private static func keepForReuse() { set(mapThreshold: 32 << 20, trimThreshold: 64 << 20) }

    private static func set(mapThreshold: Int32, trimThreshold: Int32? = nil, heapLimit: Int? = nil) {
        #if canImport(Glibc)
            // Not among the headers that Swift knows: looked up by name.
            guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
            let setOption = unsafe unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
            _ = setOption(PlatformMemory.mapThreshold, mapThreshold)
            if let trimThreshold { _ = setOption(PlatformMemory.trimThreshold, trimThreshold) }
            if let heapLimit { _ = setOption(PlatformMemory.heapLimit, Int32(clamping: heapLimit)) }
        #endif
    }

    /// M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX of malloc.h.
    private static let trimThreshold: Int32 = -1
    private static let mapThreshold: Int32 = -3
    private static let heapLimit: Int32 = -8
}
