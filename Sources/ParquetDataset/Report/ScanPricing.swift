internal import Parquet

/// What engines that bill by bytes scanned take, and how much there is to scan.
///
/// A query over `n` measured bytes, of a dataset of `d` days with `r` rows, is taken to scan `n · eventsPerDay · d / r` bytes where
/// there are `eventsPerDay` rows a day: every byte grows with the rows. Of sorted files footers and pages that are read grow less, so that
/// this is the upper bound there.
public struct ScanPricing: Sendable, Equatable {
    /// Dollars for 10¹² bytes.
    public var pricePerTerabyte = 5.0
    /// The bytes that each query is billed at least.
    public var minimumByteCount = 10_000_000
    /// The rows of each day.
    public var eventsPerDay = 12_000_000.0
    /// How often each query is asked a day, where it does not say.
    public var queriesPerDay = 100.0

    /// The days of a month.
    public static let daysPerMonth = 30.0

    /// The defaults.
    public init() {}

    /// - Throws: `ParquetError` with code `argument` if a number is out of its range.
    func check() throws(ParquetError) {
        let amounts = [
            ("price per terabyte", pricePerTerabyte), ("number of events a day", eventsPerDay),
            ("number of queries a day", queriesPerDay),
        ]
        for (name, amount) in amounts {
            guard amount >= 0, amount <= 1e15 else {
                throw ParquetError(.argument, "the \(name) is \(amount), it must be from 0 to 10^15")
            }
        }
        guard minimumByteCount >= 0 else {
            throw ParquetError(.argument, "the least bytes of a query are \(minimumByteCount)")
        }
    }

    /// Dollars for one query that scans `byteCount` bytes.
    public func price(of byteCount: Double) -> Double {
        max(byteCount, Double(minimumByteCount)) / 1e12 * pricePerTerabyte
    }
}
