import Foundation
import Parquet
import ParquetJSON

/// Contracts in files.
enum ContractFile {
    /// The contract of the file at `path`: a contract, a message type, a CREATE TABLE statement, or the schema of a Parquet file.
    ///
    /// - Parameter epochs: how columns are read that hold instants as numbers, where the file does not say it.
    /// - Throws: `ParquetError` with code `input` if there is no file, and what reading the contract throws, with the path.
    static func read(_ path: String, epochs: [String: ReadRule] = [:]) async throws(ParquetError) -> SchemaContract {
        do throws(ParquetError) {
            if isParquet(path) {
                return try await SchemaContract(schema: ParquetFile(FileSource(path)).schema, epochs: epochs)
            }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ParquetError(
                    .input, "the schema cannot be read; see 'parkett help convert' for what it looks like")
            }
            return try SchemaContract(text: [UInt8](data), epochs: epochs)
        } catch {
            throw error.at(.init(file: path))
        }
    }

    private static func isParquet(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 4)) == Data("PAR1".utf8)
    }

    /// Writes `contract` to the file at `path`, which is replaced in one step.
    static func write(_ contract: SchemaContract, to path: String) throws(ParquetError) {
        do {
            try Data(contract.json.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ParquetError(.io, "cannot write it: \(error.localizedDescription)", at: .init(file: path))
        }
    }
}
