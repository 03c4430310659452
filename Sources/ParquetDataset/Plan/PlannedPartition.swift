public import Parquet
public import SystemPackage

/// A partition that a conversion would write, and what is in its place.
public struct PlannedPartition: Sendable {
    /// The partition.
    public var path: PartitionPath
    /// The chunks that hold its rows.
    public var chunks: Int
    /// Their size in bytes; 0 of standard input, of which it is not known.
    public var byteCount: Int
    /// The Parquet files that it would replace.
    public var replacedFiles: Int
    /// Their size in bytes.
    public var replacedByteCount: Int
}

extension ConversionPlan {
    /// The partitions, with what the output has in their places. Nothing is changed, and the output need not be there.
    ///
    /// - Parameter output: nil if the output gets other partitions, which are made of columns.
    /// - Throws: `ParquetError` with code `input` if a file is where a partition's directory should be, `io` if the output cannot be
    ///   read.
    public func partitions(in output: FilePath?) throws(ParquetError) -> [PlannedPartition] {
        var planned: [PlannedPartition] = []
        for partition in partitions {
            var next = PlannedPartition(
                path: partition.path, chunks: partition.chunks.count, byteCount: partition.byteCount,
                replacedFiles: 0, replacedByteCount: 0)
            if let output {
                let held = try OutputPartition(partition.path, in: output)
                guard held.holdsFiles else {
                    planned.append(next)
                    continue
                }
                for name in try PlatformFile.names(in: held.path) where !name.hasPrefix(".") && !name.hasPrefix("_") {
                    guard name.hasSuffix(".parquet"),
                        case .regular(let byteCount, _) = try PlatformFile.kind(of: held.path.appending(name))
                    else { continue }
                    next.replacedFiles += 1
                    next.replacedByteCount += byteCount
                }
            }
            planned.append(next)
        }
        return planned
    }
}
