internal import ParquetBytes

/// The few distinct strings of a column, numbered in the order of their first appearance, for who reads text and makes a batch's
/// dictionary (`ColumnValues.dictionary`) of it: a string that is known is not copied. The dictionary goes on from batch to batch.
package struct DistinctStrings: Sendable {
    private var dictionary = ByteArrayDictionary()

    /// The most strings that are few, and the most bytes they have.
    package static let mostStrings = 256
    private static let mostBytes = 32 << 10

    package init() {}

    /// The strings in the order of their numbers.
    package var values: ByteArrayValues { dictionary.values }

    /// Whether there are too many strings.
    package var isOverfull: Bool {
        dictionary.values.count > DistinctStrings.mostStrings
            || dictionary.values.bytes.count > DistinctStrings.mostBytes
    }

    /// Writes to `indices`, from `end` on, the numbers of strings of `text`, and moves `end` behind them. What is zero among
    /// `places` is passed over.
    ///
    /// - Parameters:
    ///   - places: of each row where in `text` the string begins (32 bits), its length (28 bits above) and its kind (the highest
    ///     four).
    ///   - first: the first row.
    ///   - kind: the kind of what is a string as it is.
    /// - Returns: the first row that is of another kind, or at which there are too many strings; or the count of rows.
    package mutating func append(
        _ places: Span<UInt64>, from first: Int, _ text: RawSpan, kind: UInt64, to indices: inout [UInt32],
        at end: inout Int
    ) -> Int {
        dictionary.append(
            places, from: first, text, kind: kind, limit: DistinctStrings.mostStrings, to: &indices, at: &end)
    }

    /// The number of a string.
    package mutating func number(of string: RawSpan) -> UInt32 { dictionary.number(of: string) }
}
