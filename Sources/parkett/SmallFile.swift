import Foundation
import Parquet

/// Files that are read as a whole: keys, proofs, receipts.
enum SmallFile {
    /// The bytes of the file at `path`.
    ///
    /// - Throws: `ParquetError` with code `input` if it cannot be read.
    static func bytes(_ path: String) throws(ParquetError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ParquetError(.input, "the file cannot be read", at: .init(file: path))
        }
        return [UInt8](data)
    }
}
