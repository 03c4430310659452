import ParquetBytes
import Testing

@Suite struct ChaChaTests {
    private static func keystream(_ key: SIMD8<UInt32>, rounds: Int) -> [UInt8] {
        var lanes = ChaChaLanes()
        lanes.add(keystreamOf: key, rounds: rounds)
        return lanes.lanes.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }

    /// RFC 8439, appendix A.1, vectors 1 and 2: the blocks 0 and 1 under the zero key, 20 rounds.
    @Test func theBlocksOfTheSpecification() {
        let stream = ChaChaTests.keystream(SIMD8(repeating: 0), rounds: 20)
        #expect(
            Array(stream[..<64])
                == ChaChaTests.bytes(
                    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                        + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"))
        #expect(
            Array(stream[64..<128])
                == ChaChaTests.bytes(
                    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                        + "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"))
    }

    /// draft-strombergson-chacha-test-vectors, TC1: 256-bit zero key, 8 rounds, the blocks 0 and 1.
    @Test func eightRounds() {
        let stream = ChaChaTests.keystream(SIMD8(repeating: 0), rounds: 8)
        #expect(
            Array(stream[..<64])
                == ChaChaTests.bytes(
                    "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e"
                        + "984ce172b9216f419f445367456d5619314a42a3da86b001387bfdb80e0cfe42"))
        #expect(
            Array(stream[64..<96])
                == ChaChaTests.bytes("d2aefa0deaa5c151bf0adb6c01f2a5adc0fd581259f9a2aadcf20f8fd566a26b"))
    }

    @Test func lanesAreAddedWithoutCarry() {
        var lanes = ChaChaLanes(lanes: [UInt16](repeating: 0xFFFF, count: 1024))
        lanes.add(ChaChaLanes(lanes: (0..<1024).map { UInt16($0) }))
        #expect(lanes.lanes == (0..<1024).map { UInt16(truncatingIfNeeded: $0 &- 1) })
        lanes.subtract(ChaChaLanes(lanes: [UInt16](repeating: 0xFFFF, count: 1024)))
        #expect(lanes.lanes == (0..<1024).map { UInt16($0) })
    }
}
