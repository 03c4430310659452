import SystemPackage

/// The two streams that a command writes to.
enum Console {
    /// Writes `bytes` to the standard output.
    static func write(_ bytes: [UInt8]) throws {
        try FileDescriptor.standardOutput.writeAll(bytes)
    }

    /// Writes remarks on the file at `path` to the standard error, a line each.
    static func note(_ remarks: [String], of path: String) {
        for remark in remarks {
            // Nobody is left to be told if the standard error is closed.
            _ = try? FileDescriptor.standardError.writeAll(Array("note: \(path): \(remark)\n".utf8))
        }
    }
}
