import ArgumentParser
import ParquetDataset

/// A size on the command line: `64MiB`, `64MB`, or a number of bytes.
struct SizeArgument: ExpressibleByArgument, CustomStringConvertible {
    let bytes: Int

    init(_ bytes: Int) {
        self.bytes = bytes
    }

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else { return nil }
        let unit: Int
        switch argument.dropFirst(digits.count).lowercased() {
        case "", "b": unit = 1
        case "kib": unit = 1 << 10
        case "mib": unit = 1 << 20
        case "gib": unit = 1 << 30
        case "kb": unit = 1_000
        case "mb": unit = 1_000_000
        case "gb": unit = 1_000_000_000
        default: return nil
        }
        let product = number.multipliedReportingOverflow(by: unit)
        guard !product.overflow, product.partialValue > 0 else { return nil }
        bytes = product.partialValue
    }

    var description: String {
        if bytes % 1_000_000 == 0 { return "\(bytes / 1_000_000)MB" }
        return ByteCount(bytes).description.filter { $0 != " " }
    }

    var defaultValueDescription: String { description }
}
