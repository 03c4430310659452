internal import Parquet
internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A second name for a file, which is given only if it is free: what makes a record in one step.
enum PlatformRecordFile {
    /// Gives the file `source` the name `target`, too.
    ///
    /// - Returns: false if there is something of that name.
    static func link(_ source: FilePath, to target: FilePath) throws(ParquetError) -> Bool {
        let result = unsafe source.withPlatformString { source in
            unsafe target.withPlatformString { unsafe systemLink(source, $0) }
        }
        if result == 0 { return true }
        let reason = Errno(rawValue: errno)
        if reason == .fileExists { return false }
        throw PlatformFile.error("name it \(target)", source, reason)
    }

    private static func systemLink(_ source: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.link(source, target)
        #elseif canImport(Glibc)
            unsafe Glibc.link(source, target)
        #elseif canImport(Musl)
            unsafe Musl.link(source, target)
        #endif
    }
}
