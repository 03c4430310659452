import SystemPackage

/// The two streams that a command writes to.
enum Console {
    /// Opens the standard streams that are closed, for nothing, so that no file that is written gets the number of one.
    static func openStreams() {
        for stream in [FileDescriptor.standardInput, .standardOutput, .standardError] {
            guard (try? stream.duplicate().close()) == nil else { continue }
            // The least number that is free is given.
            _ = try? FileDescriptor.open(FilePath("/dev/null"), .readOnly)
        }
    }

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
