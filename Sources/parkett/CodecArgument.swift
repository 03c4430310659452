import ArgumentParser
import Parquet

/// A codec on the command line: `none`, `snappy`, `gzip`, `gzip:6`, `zstd`, `zstd:1`, `lz4-raw`, `brotli`, `brotli:5`,
/// `auto`.
struct CodecArgument: ExpressibleByArgument {
    let codec: PageCodec

    init(_ codec: PageCodec) {
        self.codec = codec
    }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        let level: Int?
        switch parts.count {
        case 1: level = nil
        case 2:
            guard let number = Int(parts[1]) else { return nil }
            level = number
        default: return nil
        }
        switch (parts[0], level) {
        case ("none", nil): codec = .uncompressed
        case ("snappy", nil): codec = .snappy
        case ("gzip", _): codec = .gzip(level: level ?? 6)
        case ("zstd", _): codec = .zstd(level: level ?? 1)
        case ("lz4-raw", nil): codec = .lz4Raw
        case ("auto", nil): codec = .automatic
        case ("brotli", _): codec = .brotli(quality: level ?? 5)
        default: return nil
        }
        // A codec that is not built in is refused later, with the sentence that tells how to build with it.
        guard (try? codec.checkAvailability()) == nil || (try? codec.check()) != nil else { return nil }
    }

    var defaultValueDescription: String { codec.name }
}
