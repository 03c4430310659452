import ArgumentParser
import Foundation
import Parquet
import ParquetDataset

/// What receipts are signed with.
struct SigningArguments: ParsableArguments {
    @Option(
        name: .customLong("sign-key"),
        help: ArgumentHelp(
            "Sign the receipt with the private Ed25519 key in this file, as openssl genpkey -algorithm ed25519 makes it.",
            valueName: "file"),
        completion: .file())
    var file: String?

    /// The key; nil if none is given.
    func key() throws(ParquetError) -> SigningKey? {
        guard let file else { return nil }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ParquetError(.argument, "the key cannot be read", at: .init(file: file))
        }
        do throws(ParquetError) {
            return try SigningKey(pem: [UInt8](data))
        } catch {
            throw error.at(.init(file: file))
        }
    }
}
