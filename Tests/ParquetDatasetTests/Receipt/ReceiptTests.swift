import Foundation
import Parquet
import ParquetJSON
import ParquetTestSupport
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct ReceiptTests {
    /// RFC 8410, section 10: the private key and its public key.
    @Test func keysOfTheSpecification() throws {
        let key = try SampleReceipts.signingKey()
        #expect(key.publicKey == (try VerificationKey(pem: Array(SampleReceipts.publicKey.utf8))))
        #expect(key.publicKey.description == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
        // RFC 8032, section 7.1, test 1: the signature of nothing.
        let other = try SigningKey(
            pem: Array(
                """
                -----BEGIN PRIVATE KEY-----\r
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\r
                -----END PRIVATE KEY-----\r
                """.utf8))
        #expect(other.publicKey.description == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        for text in [
            "", "x", SampleReceipts.publicKey, SampleReceipts.privateKey.replacing("MC4C", with: "MC4D"),
            SampleReceipts.privateKey.replacing("VhC\n", with: "Vh\n"),
            SampleReceipts.privateKey.replacing("MC4", with: ""),
        ] {
            #expect(throws: ParquetError.self) { _ = try SigningKey(pem: Array(text.utf8)) }
        }
    }

    /// What OpenSSL makes is read, and it accepts our signatures.
    @Test func openSSLAgrees() throws {
        guard let pem = try? ScratchDirectory.run("openssl", ["genpkey", "-algorithm", "ed25519"], on: []), !pem.isEmpty
        else { return }
        let key = try SigningKey(pem: pem)
        let publicPEM = try ScratchDirectory.run("openssl", ["pkey", "-pubout"], on: pem)
        #expect(try VerificationKey(pem: publicPEM) == key.publicKey)
        let scratch = try ScratchDirectory()
        let message = Array("message".utf8)
        try scratch.write("public", publicPEM)
        try scratch.write("signature", try key.signature(of: message))
        try scratch.write("message", message)
        let printed = try ScratchDirectory.run(
            "openssl",
            [
                "pkeyutl", "-verify", "-pubin", "-inkey", scratch.path.appending("public").string, "-rawin", "-in",
                scratch.path.appending("message").string, "-sigfile", scratch.path.appending("signature").string,
            ], on: [])
        #expect(String(decoding: printed, as: UTF8.self).contains("Verified Successfully"))
    }

    @Test func receiptsComeBack() throws {
        for key in [nil, try SampleReceipts.signingKey()] {
            let signed = try SignedReceipt(SampleReceipts.receipt(), time: SampleReceipts.time, key: key)
            let read = try SignedReceipt(signed.bytes)
            #expect(read == signed)
            #expect(read.receipt == SampleReceipts.receipt())
            #expect((read.signature != nil) == (key != nil))
        }
    }

    /// The hash is that of the body's bytes as they stand in the file, and does not depend on the time.
    @Test func theHashIsThatOfTheBody() throws {
        let key = try SampleReceipts.signingKey()
        let first = try SignedReceipt(SampleReceipts.receipt(), time: "2025-02-24T03:00:00Z", key: key)
        let second = try SignedReceipt(SampleReceipts.receipt(), time: "2025-02-25T03:00:00Z", key: key)
        #expect(first.hash == second.hash)
        #expect(first.signature != second.signature)
        let text = String(decoding: first.bytes, as: UTF8.self)
        let body = text.dropFirst("{\"body\":".count).prefix(upTo: text.range(of: ",\"signature\":")!.lowerBound)
        #expect(Hash256(of: Array(body.utf8)) == first.hash)
        #expect(text.contains("\"bytes\":\"9007199254740993\""))
    }

    @Test func theTimeIsSigned() throws {
        let signed = try SignedReceipt(
            SampleReceipts.receipt(), time: SampleReceipts.time, key: SampleReceipts.signingKey())
        let later = String(decoding: signed.bytes, as: UTF8.self).replacing(
            "2025-02-24T03:00:00Z", with: "2025-02-24T03:00:01Z")
        #expect(throws: ParquetError.self) { _ = try SignedReceipt(Array(later.utf8)) }
        #expect(throws: ParquetError.self) {
            _ = try SignedReceipt(SampleReceipts.receipt(), time: "2025-02-24 03:00:00")
        }
    }

    @Test func numbersMustAddUp() throws {
        func expectRefused(_ change: (inout Receipt) -> Void, sourceLocation: SourceLocation = #_sourceLocation) {
            var receipt = SampleReceipts.receipt()
            change(&receipt)
            #expect(throws: ParquetError.self, sourceLocation: sourceLocation) {
                _ = try SignedReceipt(receipt, time: SampleReceipts.time)
            }
        }
        expectRefused { $0.sources[0].lines += 1 }
        expectRefused { $0.sources[0].blankLines = .max }
        expectRefused {
            $0.sources[0].rows += 1; $0.sources[0].lines += 1
        }
        expectRefused { $0.partitions[0].rows.count += 1 }
        expectRefused { $0.partitions[0].rows.trees[0].rowCount += 1 }
        expectRefused { $0.partitions[0].rows.digest = nil }
        expectRefused { $0.partitions[0].rows.digest = SampleReceipts.hash("x") }
        expectRefused { $0.multiset = nil }
        expectRefused { $0.partitions[0].outputs[1].byteCount = .max }
        expectRefused { $0.partitions[0].outputs.removeLast() }
        expectRefused { $0.partitions[0].outputs[1].name = $0.partitions[0].outputs[0].name }
        expectRefused { $0.partitions[0].outputs[1].name = "../x" }
        expectRefused { $0.partitions[0].path = PartitionPath(components: [".."]) }
        expectRefused { $0.partitions.append($0.partitions[0]) }
        expectRefused { $0.quarantines = [] }
        expectRefused { $0.quarantines[0].lines = 1 }
        expectRefused { $0.quarantines[0].file = "quarantine/../../x" }
        expectRefused { $0.action = .compact }
        expectRefused { $0.action = .erase }
        expectRefused { $0.number = 2 }
        expectRefused { $0.previous = SampleReceipts.hash("x") }
        // A fifth row was erased before: by a receipt before, each told of once.
        var added = SampleReceipts.receipt(number: 4, previous: SampleReceipts.hash("3"))
        added.sources[0].rows += 1
        added.sources[0].lines += 1
        added.earlierErasures = [.init(receipt: 3, rowCount: 1)]
        #expect(throws: Never.self) { try added.check() }
        let read = try SignedReceipt(SignedReceipt(added, time: SampleReceipts.time).bytes)
        #expect(read.receipt == added)
        for wrong in [
            [], [.init(receipt: 3, rowCount: 2)], [.init(receipt: 4, rowCount: 1)], [.init(receipt: 0, rowCount: 1)],
            [.init(receipt: 3, rowCount: 1), .init(receipt: 2, rowCount: 0)],
            [.init(receipt: 2, rowCount: .max), .init(receipt: 3, rowCount: 1)],
        ] as [[Receipt.EarlierErasure]] {
            added.earlierErasures = wrong
            #expect(throws: ParquetError.self) { try added.check() }
        }
        var erased = SampleReceipts.receipt()
        erased.action = .erase
        erased.sources = []
        erased.erased = .init(
            request: SampleReceipts.hash("who"),
            removals: [.init(partition: erased.partitions[0].path, file: "part-00000.parquet", rowCount: 1)],
            multiset: SampleReceipts.multiset(["x"]))
        let signed = try SignedReceipt(erased, time: SampleReceipts.time)
        #expect(try SignedReceipt(signed.bytes) == signed)
    }

    @Test func unknownAndMissingFieldsAreRefused() throws {
        let text = String(
            decoding: try SignedReceipt(SampleReceipts.receipt(), time: SampleReceipts.time).bytes, as: UTF8.self)
        for (old, new) in [
            ("\"number\":1,", "\"number\":1,\"nurse\":1,"), ("\"number\":1,", ""),
            ("\"number\":1,", "\"number\":\"1\","),
            ("\"number\":1,", "\"number\":1.5,"), ("\"receipt\":1", "\"receipt\":2"), ("\"convert\"", "\"conjure\""),
            ("\"time\":", "\"tide\":null,\"time\":"), ("\"erased\":null", "\"erased\":{}"),
            ("\"by_columns\":false", "\"by_columns\":null"),
            ("\"erased\":null", "\"earlier_erasures\":[],\"erased\":null"), ("lthash16", "lthash32"),
            ("\"bytes\":100,", "\"bytes\":-100,"), ("\"bytes\":100,", "\"bytes\":\"100\","), ("\"blank\":1,", ""),
            ("\"revision\":3,", "\"revision\":3,\"revisor\":3,"),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: ParquetError.self, "\(new)") { _ = try SignedReceipt(Array(changed.utf8)) }
        }
    }

    /// Changed bytes of a signed receipt are never accepted, and nothing traps.
    @Test(arguments: 0..<40 as Range<UInt64>) func changedReceiptsAreNeverAccepted(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let receipt = SampleReceipts.receipt(rows: Int(seed % 3))
        let original = try SignedReceipt(receipt, time: SampleReceipts.time, key: SampleReceipts.signingKey()).bytes
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: bytes[place] = Array("0123456789abcdef\"{}[],:nul".utf8).randomElement(using: &generator)!
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(bytes[place], at: place)
                case 4:
                    bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1..<40, using: &generator)))
                default:
                    let other = Int.random(in: bytes.indices, using: &generator)
                    bytes.swapAt(place, other)
                }
                if bytes.isEmpty { break }
            }
            guard bytes != original else { continue }
            #expect(throws: ParquetError.self) { _ = try SignedReceipt(bytes) }
        }
    }

    /// Without a signature a changed receipt may be one of its own: then its bytes are exactly what is accepted.
    @Test(arguments: 0..<20 as Range<UInt64>) func whatIsAcceptedIsWhatIsThere(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = try SignedReceipt(SampleReceipts.receipt(), time: SampleReceipts.time)
        for _ in 0..<200 {
            var bytes = original.bytes
            let place = Int.random(in: bytes.indices, using: &generator)
            bytes[place] = Array("0123456789abcdef ".utf8).randomElement(using: &generator)!
            guard let read = try? SignedReceipt(bytes) else { continue }
            #expect(read.bytes == bytes)
            #expect((read.hash == original.hash) == (read.receipt == original.receipt))
        }
    }

    @Test func base64HasOneTextForEachBytes() {
        // RFC 4648, section 10.
        for (text, encoded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64.text(Array(text.utf8)) == encoded)
            #expect(Base64.bytes(encoded) == Array(text.utf8))
        }
        for wrong in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "Z===", "Zm9v\n", "Zm-v", "=m9v"] {
            #expect(Base64.bytes(wrong) == nil, "\(wrong)")
        }
    }
}
