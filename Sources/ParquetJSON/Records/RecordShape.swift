public import Parquet

/// How the records of a text, JSON objects, stand in it.
public enum RecordShape: Sendable, Hashable {
    /// Decided for each text by its first bytes: an array where the first of them that is not white space is `[`; records one
    /// after another where the first object goes on behind a line feed or another follows it on its line; lines otherwise.
    /// A block of lines that turns out to hold several objects on a line is framed, too. It is never taken for an export of
    /// DynamoDB, whose items are objects like any others, nor are records looked for under a key.
    case auto
    /// One object a line.
    case lines
    /// One array, of which the elements are the records.
    case array
    /// One object after the other, with or without white space between them: several on a line, over several lines, or both.
    /// So writes Kinesis Data Firehose.
    case concatenated
    /// The items of a DynamoDB export: `{"Item":{"id":{"S":"a"},"n":{"N":"1"}}}`, of which the values of attributes are
    /// unwrapped to `{"id":"a","n":1}`. They may stand as `concatenated` records do.
    ///
    /// Of N the digits are kept as they are; B and BS stay base64; the sets SS, NS and BS become arrays.
    case dynamoDB
    /// The elements of the array at a place of a document, such as `/Records` of CloudTrail: `{"Records":[{…},{…}]}`. The
    /// document is an object, and the keys on the way are those of objects. Several documents may follow each other as
    /// `concatenated` records do. Keys beside the way are counted and ignored.
    case under(JSONPointer)

    /// The names of the shapes that need no place.
    public static let names = ["auto", "lines", "array", "concatenated", "dynamodb"]

    /// The shape called `name`, or that of records at a place.
    ///
    /// - Parameters:
    ///   - name: one of `names`.
    ///   - place: a JSON pointer (RFC 6901), or a key that does not start with a slash; nil if records are at no special place.
    /// - Throws: `ParquetError` with code `argument` if there is no such shape, the pointer is none, or both are given.
    public init(name: String, at place: String? = nil) throws(ParquetError) {
        switch name {
        case "auto": self = .auto
        case "lines": self = .lines
        case "array": self = .array
        case "concatenated": self = .concatenated
        case "dynamodb": self = .dynamoDB
        default:
            throw ParquetError(
                .argument, "there is no shape of records '\(name)'; it is \(RecordShape.names.joined(separator: ", "))")
        }
        guard let place else { return }
        guard self == .auto else {
            throw ParquetError(
                .argument, "records at a place are the elements of an array; give the place without the shape '\(name)'"
            )
        }
        guard let pointer = place.hasPrefix("/") ? JSONPointer(place) : JSONPointer(keys: [place]), !place.isEmpty
        else {
            throw ParquetError(
                .argument, "'\(place)' is neither a key nor a JSON pointer; write Records or /detail/records")
        }
        self = .under(pointer)
    }

    /// Whether a text of this shape is lines as they are, as long as nothing else turns out.
    public var mayBeLines: Bool { self == .lines || self == .auto }
}
