/// The files of lines in quarantine that a chain of receipts leaves: those of receipts that tell what partitions were made of, as
/// later ones changed them.
struct QuarantineRecords {
    /// The file's state, and the receipt whose partitions' lines it has.
    private var records: [String: File] = [:]

    /// A file as it is now.
    struct File: Sendable {
        let state: Receipt.Quarantine
        /// The number of the receipt whose partitions' lines it has.
        let converted: Int
    }

    /// Takes the next receipt in.
    mutating func take(_ receipt: Receipt) {
        for quarantine in receipt.quarantines {
            let converted = receipt.action == .convert ? receipt.number : records[quarantine.file]?.converted
            guard let converted else { continue }
            records[quarantine.file] = File(state: quarantine, converted: converted)
        }
    }

    /// The files that must be there while the receipts of `numbers` tell what some partition was made of, in the order of their paths.
    func files(of numbers: Set<Int>) -> [Receipt.Quarantine] { known(of: numbers).map(\.state) }

    /// The same files with the receipts whose partitions' lines they have.
    func known(of numbers: Set<Int>) -> [File] {
        records.values.filter { numbers.contains($0.converted) && $0.state.lines > 0 }
            .sorted { $0.state.file < $1.state.file }
    }
}
