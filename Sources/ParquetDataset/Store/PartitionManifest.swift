internal import Parquet
internal import ParquetJSON

/// Which files a partition in a bucket is made of, as canonical JSON:
///
///     {"files":[{"bytes":4711,"name":"part-00000.parquet"}],"manifest":1,"run":"f00d"}
struct PartitionManifest: Equatable {
    struct File: Equatable {
        let name: String
        let byteCount: Int
    }

    /// The run that wrote them.
    let run: String
    let files: [File]

    init(run: String, files: [File]) {
        self.run = run
        self.files = files
    }

    /// The manifest of which these are the bytes.
    ///
    /// - Throws: `ParquetError` with code `json` or `malformed`.
    init(_ bytes: [UInt8]) throws(ParquetError) {
        var reader = try RecordReading(CanonicalJSON(canonical: bytes), "the manifest")
        guard try reader.integer("manifest") == 1 else {
            throw reader.error("is of another version than 1", of: "manifest")
        }
        run = try reader.string("run")
        var files: [File] = []
        for value in try reader.array("files") {
            var file = try RecordReading(value, "a file")
            files.append(File(name: try file.string("name"), byteCount: try file.integer("bytes")))
            try file.finish()
        }
        self.files = files
        try reader.finish()
    }

    var bytes: [UInt8] {
        CanonicalJSON.object([
            "manifest": .integer(1), "run": .string(run),
            "files": .array(files.map { .object(["name": .string($0.name), "bytes": .integer($0.byteCount)]) }),
        ]).bytes
    }
}
