import ArgumentParser
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
        return try SigningArguments.key(in: file)
    }

    /// The key in `file`.
    ///
    /// - Throws: `ParquetError` with code `input` if the file cannot be read, or as `SigningKey(pem:)`.
    static func key(in file: String) throws(ParquetError) -> SigningKey {
        do throws(ParquetError) {
            return try SigningKey(pem: SmallFile.bytes(file))
        } catch {
            throw error.at(.init(file: file))
        }
    }
}
