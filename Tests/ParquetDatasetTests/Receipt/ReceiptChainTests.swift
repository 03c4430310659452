import Parquet
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct ReceiptChainTests {
    /// A store with a chain of `count` receipts, signed.
    private static func chain(
        _ scratch: ScratchDirectory, count: Int, signs: Bool = true
    ) async throws -> (LocalDatasetStore, [SignedReceipt]) {
        let store = LocalDatasetStore(scratch.path)
        let chain = ReceiptChain(store)
        var receipts: [SignedReceipt] = []
        for number in 1...count {
            let receipt = SampleReceipts.receipt(
                number: number, previous: receipts.last?.hash, partition: "day=\(number % 2)", rows: number)
            let signed = try SignedReceipt(
                receipt, time: SampleReceipts.time, key: signs ? SampleReceipts.signingKey() : nil)
            try await chain.append(signed)
            receipts.append(signed)
        }
        return (store, receipts)
    }

    private static func trusted() throws -> [VerificationKey] { [try SampleReceipts.signingKey().publicKey] }

    @Test func chainsComeBack() async throws {
        let scratch = try ScratchDirectory()
        let (store, receipts) = try await ReceiptChainTests.chain(scratch, count: 3)
        #expect(
            scratch.files(withRecords: true) == (1...3).map { "_parkett/receipts/0000000\($0).json" })
        let chain = ReceiptChain(store, trusted: try ReceiptChainTests.trusted())
        #expect(try await chain.all() == receipts)
        let head = try await chain.head()
        #expect(head?.number == 3 && head?.hash == receipts[2].hash)
        // The number is taken.
        await #expect(throws: ParquetError.self) { try await chain.append(receipts[2]) }
        let empty = ReceiptChain(LocalDatasetStore(scratch.path.appending("empty")))
        #expect(try await empty.all() == [])
        #expect(try await empty.head() == nil)
    }

    /// What is wrong with a chain, and the file that the error names.
    @Test func brokenChainsAreToldByTheirFile() async throws {
        func expect(
            _ file: String, _ message: String, trusted: [VerificationKey] = [],
            _ change: (ScratchDirectory, LocalDatasetStore, [SignedReceipt]) async throws -> Void,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let scratch = try ScratchDirectory()
            let (store, receipts) = try await ReceiptChainTests.chain(scratch, count: 4)
            try await change(scratch, store, receipts)
            do throws(ParquetError) {
                _ = try await ReceiptChain(store, trusted: trusted).all()
                Issue.record("the chain was accepted", sourceLocation: sourceLocation)
            } catch {
                #expect(
                    error.place.file?.hasSuffix("_parkett/receipts/" + file) == true, "\(error)",
                    sourceLocation: sourceLocation)
                #expect(error.message.contains(message), "\(error)", sourceLocation: sourceLocation)
            }
        }
        func path(_ number: Int) -> String { "_parkett/receipts/0000000\(number).json" }
        try await expect("00000002.json", "missing") { _, store, _ in try store.remove(ReceiptChain.path(2)) }
        try await expect("00000001.json", "missing") { _, store, _ in try store.remove(ReceiptChain.path(1)) }
        try await expect("00000005.json", "none") { scratch, _, _ in try scratch.write("_parkett/receipts/notes.txt") }
        try await expect("00000003.json", "as the one before") { scratch, _, receipts in
            var other = receipts[1].receipt
            other.options["x"] = "y"
            try scratch.write(path(2), SignedReceipt(other, time: SampleReceipts.time).bytes)
        }
        try await expect("00000002.json", "holds receipt 3") { scratch, _, receipts in
            try scratch.write(path(2), receipts[2].bytes)
        }
        try await expect("00000004.json", "signature") { scratch, _, receipts in
            let text = String(decoding: receipts[3].bytes, as: UTF8.self)
            try scratch.write(path(4), text.replacing("zstd-3", with: "zstd-4"))
        }
        try await expect("00000004.json", "not signed", trusted: try ReceiptChainTests.trusted()) {
            scratch, _, receipts in
            try scratch.write(path(4), SignedReceipt(receipts[3].receipt, time: SampleReceipts.time).bytes)
        }
        let other = VerificationKey(bytes: [UInt8](repeating: 9, count: 32))
        try await expect("00000001.json", "not trusted", trusted: [other]) { _, _, _ in }
        try await expect("00000003.json", "not known") { scratch, _, receipts in
            let unsigned = try SignedReceipt(receipts[2].receipt, time: SampleReceipts.time)
            let text = String(decoding: unsigned.bytes, as: UTF8.self)
            try scratch.write(path(3), text.replacing("\"number\":3", with: "\"note\":3,\"number\":3"))
        }
        try await expect("00000003.json", "") { scratch, _, _ in try scratch.write(path(3), "") }
    }

    /// The signature holds a chain together that anyone could else write anew.
    @Test func aChainWrittenAnewIsNotSigned() async throws {
        let scratch = try ScratchDirectory()
        let (store, _) = try await ReceiptChainTests.chain(scratch, count: 2, signs: false)
        #expect(try await ReceiptChain(store).all().count == 2)
        await #expect(throws: ParquetError.self) {
            _ = try await ReceiptChain(store, trusted: try ReceiptChainTests.trusted()).all()
        }
    }

    @Test func ledgersAreMadeOfReceipts() async throws {
        let scratch = try ScratchDirectory()
        let (store, receipts) = try await ReceiptChainTests.chain(scratch, count: 3)
        let chain = ReceiptChain(store)
        let ledger = try await SourceLedger.current(store, chain)
        let partition = receipts[2].receipt.partitions[0].path
        #expect(ledger[partition] == .init(converted: 3, latest: 3, isErased: false))
        #expect(ledger[DatasetStoreTests.partition("day=0")]?.converted == 2)
        #expect(ledger[DatasetStoreTests.partition("day=7")] == nil)
        try await ledger.write(to: store)
        #expect(try SourceLedger(ledger.bytes) == ledger)
        #expect(try await SourceLedger.current(store, chain) == ledger)

        // One that is behind, broken or of another chain is made anew.
        var erased = SampleReceipts.receipt(number: 4, previous: receipts[2].hash, partition: "day=1", rows: 0)
        erased.action = .erase
        erased.sources = []
        erased.quarantines = []
        erased.erased = .init(request: SampleReceipts.hash("who"), removals: [], multiset: MultisetHash())
        let fourth = try SignedReceipt(erased, time: SampleReceipts.time)
        try await chain.append(fourth)
        #expect(
            try await SourceLedger.current(store, chain)[partition] == .init(converted: 3, latest: 4, isErased: true))
        var made = SampleReceipts.receipt(number: 5, previous: fourth.hash, partition: "day=1", rows: 1)
        made.isByColumns = true
        try await chain.append(SignedReceipt(made, time: SampleReceipts.time))
        let next = try await SourceLedger.current(store, chain)
        #expect(next.head?.number == 5)
        #expect(next[partition] == .init(converted: 5, latest: 5, isErased: false))
        #expect(next.receipt(ofPartitionsByColumnsOf: made.sources.map(\.name)) == 5)
        #expect(next.receipt(ofPartitionsByColumnsOf: ["other"]) == nil)
        try await store.replace(SourceLedger.path, Array("{}".utf8))
        #expect(try await SourceLedger.current(store, chain) == next)
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func changedLedgersNeverTrap(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var ledger = SourceLedger()
        ledger.add(try SignedReceipt(SampleReceipts.receipt(), time: SampleReceipts.time))
        let original = ledger.bytes
        for _ in 0..<200 {
            var bytes = original
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 32..<127, using: &generator)
            if let read = try? SourceLedger(bytes) { #expect(read.bytes == bytes) }
        }
    }

    /// Sources are told by name, then size, then time.
    @Test func changedSourcesAreFound() {
        let source = SampleReceipts.receipt().sources[0]
        func changes(_ found: [SourceChanges.Found]) -> SourceChanges { SourceChanges(from: [source], to: found) }
        var same = SourceChanges.Found(
            name: source.name, byteCount: source.byteCount, modifiedNanoseconds: source.modifiedNanoseconds)
        #expect(changes([same]).isEmpty && changes([same]).touched.isEmpty)
        same.modifiedNanoseconds += 1
        #expect(changes([same]).isEmpty && changes([same]).touched == [source.name: source.sha256])
        same.byteCount -= 1
        #expect(changes([same]).changed == [source.name])
        same.name = "other"
        #expect(changes([same]).added == ["other"] && changes([same]).removed == [source.name])
    }
}
