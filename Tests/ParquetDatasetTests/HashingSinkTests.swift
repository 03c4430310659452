import Dispatch
import ParquetBytes
import Testing

@testable import Parquet
@testable import ParquetDataset

/// Files are hashed by whoever comes first: another thread, or the one that writes.
@Suite struct HashingSinkTests {
    /// A thread that helps at once, on a thread of its own, or never.
    enum Help: WriterHelp, CaseIterable {
        case atOnce, elsewhere, never

        func offer(_ work: @escaping @Sendable () -> Void) {
            switch self {
            case .atOnce: work()
            case .elsewhere: DispatchQueue.global().async(execute: work)
            case .never: break
            }
        }
    }

    private let pieces = (0..<20).map { piece in
        FilePiece(buffer: ByteBuffer((0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ piece) }), start: piece)
    }

    @Test(arguments: Help.allCases)
    func hashIsThatOfTheBytes(help: Help) throws {
        let memory = MemorySink()
        let hash = Hash()
        let sink = HashingSink(memory, help: help) { hash.set($0) }
        try sink.write(([1, 2, 3] as [UInt8]).rawBytes)
        try sink.write(pieces)
        try sink.write(Array(pieces.prefix(2)))
        try sink.finish()
        var expected = SHA256Stream()
        expected.update(memory.bytes.rawBytes)
        #expect(memory.bytes.count == 3 + 22 * 50_000 - 191)
        let wanted = expected.finish()
        #expect(hash.value == wanted)
    }

    private final class Hash: @unchecked Sendable {
        private(set) var value: Hash256?
        func set(_ value: Hash256) { self.value = value }
    }
}
