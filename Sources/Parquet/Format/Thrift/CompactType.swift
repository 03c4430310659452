/// The kinds of value in Thrift's compact protocol, as they stand in the low four bits of field and list headers.
package enum CompactType: UInt8, Sendable {
    /// A field's value true, which takes no bytes of its own; also the element type of a list of booleans.
    case booleanTrue = 1
    /// A field's value false; some writers use it as the element type of a list of booleans.
    case booleanFalse = 2
    /// One byte.
    case int8 = 3
    /// A zigzag varint.
    case int16 = 4
    /// A zigzag varint.
    case int32 = 5
    /// A zigzag varint.
    case int64 = 6
    /// Eight bytes, little-endian.
    case double = 7
    /// A varint length, then that many bytes; text is UTF-8.
    case binary = 8
    /// A header of count and element type, then the elements.
    case list = 9
    /// As a list.
    case set = 10
    /// A varint count; unless it is 0, a byte of key type and value type; then keys and values in turn.
    case map = 11
    /// Fields, then a zero byte.
    case structure = 12
    /// Sixteen bytes.
    case uuid = 13

    /// The type's name in Thrift's language.
    var name: String {
        switch self {
        case .booleanTrue, .booleanFalse: "bool"
        case .int8: "i8"
        case .int16: "i16"
        case .int32: "i32"
        case .int64: "i64"
        case .double: "double"
        case .binary: "binary"
        case .list: "list"
        case .set: "set"
        case .map: "map"
        case .structure: "struct"
        case .uuid: "uuid"
        }
    }

    /// Whether a value announced as `self` may be read as `other`: booleans have two spellings.
    func matches(_ other: CompactType) -> Bool {
        self == other
            || (self == .booleanTrue && other == .booleanFalse) || (self == .booleanFalse && other == .booleanTrue)
    }
}

/// A struct of parquet.thrift that writes itself in the compact protocol.
package protocol ThriftWritable {
    /// Writes the fields and the stop byte.
    func write(to writer: inout CompactWriter)
}

/// A struct of parquet.thrift that reads itself from the compact protocol.
package protocol ThriftReadable {
    /// Reads the fields up to and with the stop byte.
    ///
    /// - Throws: `ParquetError` with code `malformed`, the place being the byte of the file.
    init(from reader: inout CompactReader) throws(ParquetError)
}

/// A struct of parquet.thrift.
package typealias ThriftRecord = ThriftWritable & ThriftReadable

extension ThriftWritable {
    /// The record's bytes.
    package func encoded() -> [UInt8] {
        var writer = CompactWriter()
        write(to: &writer)
        return writer.takeArray()
    }
}
