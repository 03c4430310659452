internal import Parquet
internal import ParquetBytes

/// What a sink wants to be told of the values at one path.
struct JSONInterest: Sendable, Equatable {
    /// What the sink calls the path; it is given back when the sink is asked about the path's children.
    var node: Int32
    /// The slot of the sink's rows for the values of this path, or -1 if it wants none. The values of a path are scalars, and
    /// objects and arrays as a whole.
    var slot: Int32
    /// Whether the sink wants to be told of every occurrence of the key.
    var wantsKey: Bool
    /// Whether the sink wants the occurrences of the key counted, together with those of all other such keys.
    var isCounted: Bool

    /// A path of which the sink wants nothing, nor of anything below it.
    static let none = JSONInterest(node: -1, slot: -1, wantsKey: false, isCounted: false)
}

/// What consumes the values of JSON lines: the column filler, and whoever else wants to see them.
///
/// The scanner knows no contract: it tells places and kinds. A path is made of keys and of steps into arrays. The sink is
/// asked once what it wants of a path when the scanner comes across it for the first time, and from then on is told just
/// that, a line at a time, which is why lines of one shape cost so little. Whatever the sink wants, all of a line is
/// validated.
protocol JSONSink {
    /// Whether the place of a `null` is told, so that it differs from a value that is not there: with the kind `null`, and not
    /// all zeros.
    static var marksNull: Bool { get }
    /// How many slots a row has. It may grow whenever the sink is asked what it wants of a path.
    var slotCount: Int { get }
    /// What the sink wants of the values under `key` in the object that it calls `node`. The key's escapes are resolved.
    mutating func interest(inKey key: RawSpan, of node: Int32) -> JSONInterest
    /// What the sink wants of the elements of the array that it calls `node`.
    mutating func interest(inElementsOf node: Int32) -> JSONInterest
    /// A key that the sink wants to be told of, its opening quote at `byteOffset` of `text`.
    mutating func key(node: Int32, in text: RawSpan, at byteOffset: Int) throws(ParquetError)
    /// A key occurs again in the same object of the line, any key: the last one counts.
    mutating func duplicateKey()
    /// The slots of `node` and of all below it: they are emptied when its key occurs again in the same object.
    func slots(below node: Int32) -> [Int32]
    /// A line, which started at `byteOffset`, is complete and valid; `places` are the `JSONPlace`s of its values, by slot.
    mutating func line(_ places: Span<UInt64>, startingAt byteOffset: Int)
    /// Whether the scanner should pause at the end of the line.
    var isFull: Bool { get }
}

extension JSONSink {
    @inline(__always) static var marksNull: Bool { false }

    mutating func duplicateKey() {}
}
