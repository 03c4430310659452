/// The one error of this package: a code for programs, a sentence for people, and the place it is about.
public struct ParquetError: Error, Sendable, Equatable {
    /// The kinds of failure. Unsupported is not malformed: a file that uses a feature this version lacks is
    /// `unsupported`, a file that breaks the format is `malformed`.
    public enum Code: String, Sendable, Equatable {
        /// The bytes of a Parquet file contradict the format.
        case malformed
        /// The file is well-formed, but uses something this version does not read or write.
        case unsupported
        /// A page's checksum does not match its bytes.
        case checksum
        /// A batch, a schema or a contract does not fit the other.
        case schema
        /// An option or argument is out of its range.
        case argument
        /// Something is larger than a limit that was set: a row, a line, a file, the memory budget.
        case limit
        /// The operating system refused an operation on a file.
        case io
        /// A line of input is not JSON as RFC 8259 defines it.
        case json
        /// A line of input is JSON, but does not fit the schema contract.
        case contract
        /// More lines of input are no rows than may be.
        case quarantine
        /// The input is not laid out as it should be, or is not there.
        case input
        /// The output exists already.
        case exists
        /// Somebody else is at work on it: it may be had later.
        case locked
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened, in one sentence with the numbers in it.
    public var message: String
    /// Where it happened.
    public var place: Place

    /// An error of kind `code` at `place`.
    public init(_ code: Code, _ message: String, at place: Place = Place()) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// A place in a file or input; what is not known is nil.
    public struct Place: Sendable, Equatable {
        /// The path of the file or chunk.
        public var file: String?
        /// The row group's ordinal, from 0.
        public var rowGroup: Int?
        /// The column's path in dot notation.
        public var column: String?
        /// The page's ordinal within the column chunk, from 0.
        public var page: Int?
        /// The line of a text input, from 1.
        public var line: Int?
        /// The byte in the file, from 0; of a compressed chunk, in its uncompressed text.
        public var byteOffset: Int?

        /// A place of the parts that are known.
        public init(
            file: String? = nil, rowGroup: Int? = nil, column: String? = nil, page: Int? = nil, line: Int? = nil,
            byteOffset: Int? = nil
        ) {
            self.file = file
            self.rowGroup = rowGroup
            self.column = column
            self.page = page
            self.line = line
            self.byteOffset = byteOffset
        }
    }

    /// This error with the parts of `place` filled in that it did not know yet.
    public func at(_ outer: Place) -> ParquetError {
        var error = self
        error.place.file = place.file ?? outer.file
        error.place.rowGroup = place.rowGroup ?? outer.rowGroup
        error.place.column = place.column ?? outer.column
        error.place.page = place.page ?? outer.page
        error.place.line = place.line ?? outer.line
        error.place.byteOffset = place.byteOffset ?? outer.byteOffset
        return error
    }
}

extension ParquetError: CustomStringConvertible {
    /// The place, then the message: `part-00000.parquet: row group 2: column at: page 0: byte 4711: …`.
    public var description: String {
        let location = place.description
        return location.isEmpty ? message : "\(location): \(message)"
    }
}

extension ParquetError.Place: CustomStringConvertible {
    /// The known parts, outermost first, joined by colons.
    public var description: String {
        var parts: [String] = []
        if let file { parts.append(file) }
        if let rowGroup { parts.append("row group \(rowGroup)") }
        if let column { parts.append("column \(column)") }
        if let page { parts.append("page \(page)") }
        if let line { parts.append("line \(line)") }
        if let byteOffset { parts.append("byte \(byteOffset)") }
        return parts.joined(separator: ": ")
    }
}
