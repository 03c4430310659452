import ParquetBytes
import Testing

@testable import Parquet

@Suite struct PageBytesTests {
    private func bytes(of pages: PageBytes) -> [UInt8] {
        pages.pieces.flatMap { ByteBuffer(copying: $0.bytes).takeArray() }
    }

    private func body(_ byte: UInt8, count: Int, gap: Int) -> ByteBuffer {
        ByteBuffer([UInt8](repeating: 0, count: gap) + [UInt8](repeating: byte, count: count))
    }

    @Test func pagesFollowEachOther() {
        var pages = PageBytes()
        var small = body(2, count: 3, gap: 100)
        var large = body(3, count: 100_000, gap: 100)
        pages.append(adopting: &small, from: 99)
        pages.append(adopting: &large, from: 97)
        pages.append(adopting: &small, from: 101)
        let expected: [UInt8] = [0, 2, 2, 2, 0, 0, 0] + [UInt8](repeating: 3, count: 100_000) + [2, 2]
        #expect(bytes(of: pages) == expected)
        #expect(pages.count == expected.count)
    }

    /// A large page is taken over, a small one copied.
    @Test func onlyLargePagesAreTakenOver() {
        var pages = PageBytes()
        var small = body(2, count: 3, gap: 100)
        pages.append(adopting: &small, from: 99)
        #expect(small.count == 103)
        var large = body(3, count: 100_000, gap: 100)
        pages.append(adopting: &large, from: 99)
        #expect(large.capacity == 0)
    }

    @Test func memoryIsUsedAgain() {
        var pages = PageBytes()
        var large = body(3, count: 100_000, gap: 100)
        pages.append(adopting: &large, from: 99)
        let taken = pages.take()
        #expect(pages.count == 0 && pages.pieces.isEmpty && taken.count == 100_001)
        for piece in taken.pieces { pages.recycle(piece.buffer) }
        #expect(pages.takeBuffer(of: 50_000).capacity == 100_100)
        #expect(pages.takeBuffer(of: 50_000).capacity < 100_100)
    }

    /// However much is handed back, what is kept is a chunk and half as much, at most 2 MiB more.
    @Test(arguments: [(0, 0), (1, 1), (4, 6), (10, 12)])
    func notMoreMemoryIsKeptThanAChunkTakes(_ pageCount: Int, expected: Int) {
        var pages = PageBytes()
        for _ in 0..<pageCount {
            var page = body(0, count: 1 << 20, gap: 100)
            pages.append(adopting: &page, from: 99)
        }
        _ = pages.take()
        for _ in 0..<100 { pages.recycle(body(0, count: 1 << 20, gap: 0)) }
        var kept = 0
        while pages.takeBuffer(of: 1000).capacity >= 1 << 20 { kept += 1 }
        #expect(kept == expected)
    }
}
