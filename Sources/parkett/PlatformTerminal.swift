#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The terminals that the standard output and the standard error may be.
enum Terminal {
    /// The characters of a line of the standard output; nil if it is no terminal.
    static var width: Int? { width(of: STDOUT_FILENO) }

    /// The characters of a line of the standard error; nil if it is no terminal, or does not say.
    static var errorWidth: Int? { width(of: STDERR_FILENO) }

    private static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
