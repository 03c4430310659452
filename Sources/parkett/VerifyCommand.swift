import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// `parkett verify`: whether a dataset is what its receipts say.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that a dataset is what its receipts say, and holds its sources' lines.",
        discussion: """
            convert, compact and erase leave a receipt for all that they publish, in \
            DATASET/_parkett/receipts. Each names the one before by its hash. verify reads the chain and \
            all files: they are the recorded bytes, none was added, none taken away. Whoever can write to DATASET \
            can make a chain of receipts, too. So sign them (convert --sign-key) and give the public \
            key, or keep the hash of the last receipt, which verify prints, elsewhere.

            THE SOURCES
              --against-sources INPUT reads what was converted once more, and the rows of the
              files, and compares their order-free hashes with each other and with those in the receipts:
              every line that is a row is in the files, once for each time that it is in the
              sources, and nothing else is. The first difference is named, with its line. Rows
              that were erased count as the erasure's receipt says. It ends with the sources that are
              proven; they may be deleted then, if you want that. Of sources that were converted with
              --no-source-hashes those are not that have lines in quarantine. Hashed columns need the key.

            ONE LINE
              --inclusion '{"id":"a17","at":1697068800.5}' looks for the row that the line is
              and prints a proof: its way up a Merkle tree to a root that stands in a receipt. Whoever has the
              proof and the receipt checks it without the data:

              parkett verify table --inclusion "$line" > proof.json
              parkett verify --proof proof.json --receipt 00000007.json --key audit.pub.pem

            EXIT CODES
              0    everything is as the receipts say, or the proof is right
              1    the dataset or the sources cannot be read
              4    no partition has the line
              6    something is not as it should be; each finding is a line
              64   the arguments make no sense

            EXAMPLES
              parkett verify table --key audit.pub.pem
              parkett verify table --head 0b9c2625dc21ef05…
              parkett verify table --against-sources logs
            """)

    @Argument(help: "The output of conversions.", completion: .directory)
    var dataset: String?

    @Option(
        help: ArgumentHelp(
            "A public key, as PEM: each receipt must be signed with it, or with one of several.", valueName: "file"),
        completion: .file(extensions: ["pem"]))
    var key: [String] = []

    @Option(help: ArgumentHelp("The hash of the last receipt, as it was noted elsewhere.", valueName: "sha256"))
    var head: String?

    @Option(help: ArgumentHelp("Compare with the sources: the INPUT of the conversions.", valueName: "input"))
    var againstSources: String?

    @Option(
        help: ArgumentHelp("The file with the key for columns that are hashed.", valueName: "file"), completion: .file()
    )
    var hashKeyFile: String?

    @Option(help: ArgumentHelp("Prove that the row of this line is in the dataset.", valueName: "line"))
    var inclusion: String?

    @Option(help: "Where --inclusion looks. (default: everywhere)")
    var partition: String?

    @Option(help: ArgumentHelp("Check a proof that --inclusion printed.", valueName: "file"), completion: .file())
    var proof: String?

    @Option(help: ArgumentHelp("The receipt that --proof is about.", valueName: "file"), completion: .file())
    var receipt: String?

    @Flag(help: "Print a JSON document.")
    var json = false

    func validate() throws {
        if proof != nil {
            guard receipt != nil, dataset == nil, inclusion == nil, againstSources == nil else {
                throw ValidationError("--proof takes --receipt and no dataset: it is checked without the data")
            }
        } else if dataset == nil {
            throw ValidationError("give the dataset")
        }
        guard head == nil || head.flatMap(Hash256.init) != nil else {
            throw ValidationError("--head takes 64 hexadecimal digits")
        }
    }

    func run() async throws {
        do {
            if let proof, let receipt { return try check(proof, receipt) }
            guard let dataset else { return }
            let store = LocalDatasetStore(FilePath(dataset))
            if let inclusion { return try await prove(inclusion, store) }
            let isWhole = try await verify(store)
            var isProven = true
            if let againstSources { isProven = try await compare(store, againstSources) }
            guard isWhole, isProven else { throw ExitStatus.unsound }
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func keys() throws(ParquetError) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for path in key {
            do throws(ParquetError) {
                keys.append(try VerificationKey(pem: SmallFile.bytes(path)))
            } catch {
                throw error.at(.init(file: path))
            }
        }
        return keys
    }

    private func verify(_ store: LocalDatasetStore) async throws -> Bool {
        let verification = DatasetVerification(
            store, trusted: try keys(), expectedHead: head.flatMap(Hash256.init))
        let report = try await verification.run()
        try Console.write(Array((json ? report.json : report.text).utf8))
        return report.isWhole
    }

    private func compare(_ store: LocalDatasetStore, _ input: String) async throws -> Bool {
        let verification = SourceVerification(store, input: FilePath(input), hashKey: try hashKey())
        let report = try await verification.run()
        try Console.write(Array((json ? report.json : report.text).utf8))
        return report.isWhole
    }

    private func prove(_ line: String, _ store: LocalDatasetStore) async throws {
        let path = partition.map { PartitionPath(components: $0.split(separator: "/").map(String.init)) }
        let proof = try await InclusionProof.make(
            of: Array(line.utf8), in: store, partition: path, hashKey: try hashKey())
        guard let proof else {
            ExitStatus.printError("no partition has the row of that line")
            throw ExitStatus.nonePresent
        }
        try Console.write(proof.bytes + [0x0A])
    }

    private func check(_ proofFile: String, _ receiptFile: String) throws {
        do {
            let proof = try VerifyCommand.proof(proofFile)
            let text = try describe(proof, by: SignedReceipt(SmallFile.bytes(receiptFile)))
            try Console.write(Array(text.utf8))
        } catch let error as ParquetError where error.code == .malformed {
            ExitStatus.printError(
                error.place.file == nil ? error.at(.init(file: receiptFile)).description : error.description)
            throw ExitStatus.unsound
        }
    }

    private static func proof(_ file: String) throws(ParquetError) -> InclusionProof {
        do throws(ParquetError) {
            return try InclusionProof(SmallFile.bytes(file))
        } catch {
            throw error.at(.init(file: file))
        }
    }

    /// What a proof says, once it is checked.
    private func describe(_ proof: InclusionProof, by signed: SignedReceipt) throws(ParquetError) -> String {
        try signed.check(trusted: keys())
        try proof.check(signed)
        let signer = signed.signature.map { "signed with the key \($0.key) at \(signed.time)" } ?? "which is not signed"
        return "the row is row \(proof.path.index + 1) of \(proof.path.count) of \(proof.partition), by receipt "
            + "\(proof.receipt), \(signer)\n"
    }

    private func hashKey() throws(ParquetError) -> HashKey? {
        if let hashKeyFile { return try HashKey(file: SmallFile.bytes(hashKeyFile)) }
        return try ProcessInfo.processInfo.environment["PARKETT_HASH_KEY"].map { (text) throws(ParquetError) in
            try HashKey([UInt8](text.utf8))
        }
    }
}
