import ArgumentParser
import ParquetDataset

/// How many lines may be no rows, on the command line: `0.1%`, or a number of lines.
struct QuarantineArgument: ExpressibleByArgument {
    let limit: QuarantineLimit

    init(_ limit: QuarantineLimit) {
        self.limit = limit
    }

    init?(argument: String) {
        guard let limit = QuarantineLimit(argument) else { return nil }
        self.limit = limit
    }

    var defaultValueDescription: String { limit.description }
}
