import CSnappy
import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetCodecs

/// Decompression of Snappy's raw format, with the library as the judge of what is right.
@Suite struct SnappyElementsTests {
    private static func decompress(_ bytes: [UInt8], count: Int, before: [UInt8] = []) throws(CodecError) -> [UInt8] {
        var target = ByteBuffer(before)
        try SnappyElements.decompress(bytes.rawBytes, uncompressedSize: count, into: &target)
        return Array(target.takeArray().dropFirst(before.count))
    }

    /// What the library makes of `bytes`; nil if it refuses them.
    private static func libraryDecompressed(_ bytes: [UInt8]) -> [UInt8]? {
        unsafe bytes.withUnsafeBytes { source -> [UInt8]? in
            var count = 0
            guard unsafe snappy_uncompressed_length(source.baseAddress, source.count, &count) == SNAPPY_OK,
                count <= 1 << 20
            else { return nil }
            var target = [UInt8](repeating: 0, count: max(count, 1))
            let status = unsafe target.withUnsafeMutableBytes { to in
                unsafe snappy_uncompress(
                    source.baseAddress, source.count, to.baseAddress?.assumingMemoryBound(to: CChar.self), &count)
            }
            return status == SNAPPY_OK ? Array(target[..<count]) : nil
        }
    }

    private static func libraryCompressed(_ bytes: [UInt8]) throws -> [UInt8] {
        var target = ByteBuffer()
        try Snappy.compress(bytes.rawBytes, into: &target)
        return target.takeArray()
    }

    private static func varint(_ value: Int) -> [UInt8] {
        var bytes = ByteBuffer()
        bytes.appendVarint(UInt64(value))
        return bytes.takeArray()
    }

    /// "abcd" and copies of each kind: four bytes of it, then 64 from 4 before, then 2 from 70 before.
    @Test func eachKindOfElement() throws {
        let bytes: [UInt8] = [74, 3 << 2] + Array("abcd".utf8) + [1, 4, 63 << 2 | 2, 4, 0, 1 << 2 | 3, 70, 0, 0, 0]
        let expected = String(repeating: "abcd", count: 18) + "cd"
        let decompressed = try SnappyElementsTests.decompress(bytes, count: 74, before: [1, 2, 3])
        #expect(decompressed == Array(expected.utf8))
        #expect(SnappyElementsTests.libraryDecompressed(bytes) == Array(expected.utf8))
        #expect(try SnappyElementsTests.decompress([0], count: 0) == [])
    }

    @Test func errorsSayWhere() {
        func message(_ bytes: [UInt8], count: Int) -> String {
            do throws(CodecError) {
                return "\(try SnappyElementsTests.decompress(bytes, count: count))"
            } catch {
                return error.message
            }
        }
        #expect(message([], count: 0) == "snappy bytes do not start with a length")
        #expect(message([0xFF, 0xFF, 0xFF, 0xFF, 0x7F], count: 1) == "snappy bytes do not start with a length")
        #expect(message([5], count: 4) == "snappy bytes hold 5 bytes where 4 are announced")
        #expect(message([5], count: 5) == "snappy bytes are broken: they end 5 bytes before what they announce")
        #expect(
            message([5, 4 << 2, 1], count: 5)
                == "snappy bytes are broken: 5 literals at 1, where 1 bytes are left and 5 are missing")
        #expect(
            message([5, 0, 1, 1, 2], count: 5)
                == "snappy bytes are broken: a copy from 2 bytes before at 3, 1 bytes are there")
        #expect(
            message([5, 0, 1, 1, 0], count: 5)
                == "snappy bytes are broken: a copy from 0 bytes before at 3, 1 bytes are there")
        #expect(
            message([5, 0, 1, 63 << 2 | 2, 1, 0], count: 5)
                == "snappy bytes are broken: a copy of 64 bytes at 3, where 4 are missing")
        #expect(message([5, 0, 1, 2, 1], count: 5) == "snappy bytes are broken: cut off within the element at 3")
        // A literal of 2^32 bytes.
        let huge: [UInt8] = [5, 63 << 2, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 5]
        #expect(
            message(huge, count: 5)
                == "snappy bytes are broken: 4294967296 literals at 1, where 5 bytes are left and 5 are missing")
        #expect(message(huge + [UInt8](repeating: 7, count: 200), count: 5).hasPrefix("snappy bytes are broken"))
    }

    /// Elements of all kinds and lengths, at distances from one byte on, as long as what they make: broken in some places, or cut off.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyElementsAreWhatTheLibraryMakesOfThem(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var elements: [UInt8] = []
            var count = 0
            let wanted = Int.random(in: 0...(Bool.random(using: &random) ? 150 : 3_000), using: &random)
            while count < wanted {
                if count == 0 || Int.random(in: 0..<3, using: &random) == 0 {
                    let length =
                        Int.random(in: 0..<20, using: &random) == 0
                        ? Int.random(in: 61...400, using: &random) : Int.random(in: 1...60, using: &random)
                    if length <= 60, Bool.random(using: &random) {
                        elements.append(UInt8(length - 1) << 2)
                    } else {
                        let byteCount = Int.random(in: (length > 256 ? 2 : 1)...4, using: &random)
                        elements.append(UInt8(59 + byteCount) << 2)
                        for index in 0..<byteCount {
                            elements.append(UInt8(truncatingIfNeeded: (length - 1) >> (8 * index)))
                        }
                    }
                    for _ in 0..<length { elements.append(UInt8.random(in: 0...255, using: &random)) }
                    count += length
                    continue
                }
                let farthest = [3, 20, 40, count].randomElement(using: &random) ?? count
                let distance = Int.random(in: 1...max(1, min(count, farthest)), using: &random)
                var kind = Int.random(in: 1...3, using: &random)
                if kind == 1, distance >= 2048 { kind = 2 }
                let length = kind == 1 ? Int.random(in: 4...11, using: &random) : Int.random(in: 1...64, using: &random)
                if kind == 1 {
                    elements += [UInt8((distance >> 8) << 5 | (length - 4) << 2 | 1), UInt8(distance & 0xFF)]
                } else {
                    elements.append(UInt8((length - 1) << 2 | kind))
                    for index in 0..<(kind == 2 ? 2 : 4) {
                        elements.append(UInt8(truncatingIfNeeded: distance >> (8 * index)))
                    }
                }
                count += length
            }
            var bytes = SnappyElementsTests.varint(count) + elements
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            case 1: bytes.removeLast(Int.random(in: 0...min(bytes.count, 40), using: &random))
            default: break
            }
            compareWithLibrary(bytes)
        }
    }

    /// What the library compressed, broken in some places.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func compressedBytesAreWhatTheLibraryMakesOfThem(seed: UInt64) throws {
        var random = SeededGenerator(seed: 1_000 + seed)
        for _ in 0..<20 {
            let kinds = [1, 2, 8, 40, 256].randomElement(using: &random) ?? 1
            var text: [UInt8] = []
            let count = Int.random(in: 0...100_000, using: &random)
            while text.count < count {
                if text.count > 10, Bool.random(using: &random) {
                    let start = Int.random(in: 0..<text.count, using: &random)
                    text += text[start..<min(text.count, start + Int.random(in: 1...300, using: &random))]
                } else {
                    for _ in 0..<Int.random(in: 1...40, using: &random) {
                        text.append(UInt8(Int.random(in: 0..<kinds, using: &random)))
                    }
                }
            }
            let bytes = try SnappyElementsTests.libraryCompressed(text)
            let decompressed = try SnappyElementsTests.decompress(bytes, count: text.count)
            let areSame = decompressed == text
            #expect(areSame)
            for _ in 0..<10 {
                var broken = bytes
                broken[Int.random(in: 0..<broken.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                compareWithLibrary(broken)
            }
        }
    }

    private func compareWithLibrary(_ bytes: [UInt8]) {
        let expected = SnappyElementsTests.libraryDecompressed(bytes)
        var announced = 0
        let isKnown = unsafe bytes.withUnsafeBytes {
            unsafe snappy_uncompressed_length($0.baseAddress, $0.count, &announced)
        }
        guard isKnown == SNAPPY_OK else {
            #expect(throws: CodecError.self) { try SnappyElementsTests.decompress(bytes, count: 5) }
            return
        }
        guard announced <= 1 << 20 else { return }
        let decompressed = try? SnappyElementsTests.decompress(bytes, count: announced, before: [1])
        let areSame = decompressed == expected
        #expect(areSame, "\(bytes.count) bytes of \(announced): \(bytes.prefix(200))")
    }
}
