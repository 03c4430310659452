internal import Parquet
internal import ParquetBytes

/// What has to be remembered within a line, path by path: where objects and arrays began, and which keys were there.
///
/// A key occurs again in the same object if it was seen last behind the place where the object begins. So nothing needs to be
/// cleared from object to object, nor from line to line.
struct LineMarks: Sendable {
    /// How often a key occurred again in the same object.
    private(set) var duplicateKeys = 0
    /// Where the current line starts.
    var lineStart = 0
    /// For each path, the place of its last key in the text.
    private var lastKeys: [UInt32] = [0, 0]
    /// For each path, the place where its object or array began last.
    private var begins: [UInt32] = [0, 0]

    /// Starts a text.
    mutating func beginText() {
        duplicateKeys = 0
        lineStart = 0
        for index in lastKeys.indices { lastKeys[index] = 0 }
        for index in begins.indices { begins[index] = 0 }
    }

    /// Makes room for `count` paths.
    mutating func resize(to count: Int) {
        lastKeys.resize(to: count)
        begins.resize(to: count)
    }

    /// The object or array at `path` begins.
    @inline(__always)
    mutating func begin(_ path: Int32, at place: Int) {
        begins[Int(path)] = UInt32(truncatingIfNeeded: place)
    }

    /// Where the object or array at `path` began.
    @inline(__always)
    func begin(of path: Int32) -> Int { Int(begins[Int(path)]) }

    /// The key of `path` occurs in `object`.
    ///
    /// - Returns: whether it occurred in it before.
    @inline(__always)
    mutating func key(_ path: Int32, of object: Int32, at place: Int) -> Bool {
        let isDuplicate = lastKeys[Int(path)] > begins[Int(object)]
        lastKeys[Int(path)] = UInt32(truncatingIfNeeded: place)
        if isDuplicate { duplicateKeys &+= 1 }
        return isDuplicate
    }

    /// A line ends with the byte before `nextLine`, its line feed.
    ///
    /// - Throws: `ParquetError` with code `limit` if it was too long.
    @inline(__always)
    mutating func endLine(_ nextLine: Int, _ maximumLineLength: Int) throws(ParquetError) {
        guard nextLine &- lineStart &- 1 <= maximumLineLength else {
            throw ParquetError(
                .limit, "a line is longer than the limit of \(maximumLineLength) bytes",
                at: .init(byteOffset: lineStart))
        }
        lineStart = nextLine
    }
}
