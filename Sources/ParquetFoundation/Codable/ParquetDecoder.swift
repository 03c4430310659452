public import Parquet

/// Makes values of any `Decodable` type of rows.
///
/// ```swift
/// let decoder = ParquetDecoder()
/// for try await batch in file.batches() {
///     for event in try decoder.decode(Event.self, from: batch) { … }
/// }
/// ```
///
/// This is the slow door, for types that are `Codable` already; see `ParquetEncoder`. Fields are found by their names;
/// TIMESTAMP and DATE can be read as `Date` or as their number, UUID as `UUID` or text, DECIMAL as `Decimal`, bytes as `Data` or
/// `[UInt8]`.
public struct ParquetDecoder: Sendable {
    /// A decoder.
    public init() {}

    /// The value of `row`.
    ///
    /// - Throws: `DecodingError`, or what the type's own `init(from:)` throws.
    public func decode<Decoded: Decodable>(_ type: Decoded.Type, from row: Row) throws -> Decoded {
        let group = GroupValue(names: row.names, values: row.values)
        return try ValueDecoder(value: .group(group), codingPath: []).decode(type)
    }

    /// The values of the rows of `batch`.
    ///
    /// - Throws: `DecodingError`, what the type's own `init(from:)` throws, or `ParquetError` as `RecordBatch.rows` does.
    public func decode<Decoded: Decodable>(_ type: Decoded.Type, from batch: RecordBatch) throws -> [Decoded] {
        try batch.rows.map { try decode(type, from: $0) }
    }
}
