internal import ParquetBytes

/// Writes structs in Thrift's compact protocol.
///
/// A field is a header and a value. The header is one byte, the distance to the field before in the high four bits and
/// the type in the low ones, if the distance is 1 to 15; else the type's byte and the id as a zigzag varint. A struct
/// ends with a zero byte. For `{1: i32 1, 3: string "ab"}` that is
///
///     15 02           field 1 (0+1), i32; 1 in zigzag
///     28 02 61 62     field 3 (1+2), binary; length 2; "ab"
///     00              end
package struct CompactWriter: Sendable {
    private var buffer: ByteBuffer
    /// The id of the field written last, for each struct that is open.
    private var previousFieldIDs: [Int16]

    /// A writer of no bytes.
    package init() {
        buffer = ByteBuffer()
        previousFieldIDs = []
    }

    /// The number of bytes written.
    package var byteCount: Int { buffer.count }

    /// The bytes written, the writer being given up.
    package consuming func takeArray() -> [UInt8] { buffer.takeArray() }

    /// Opens a struct: the outermost, a list's element or, after its header, a field's value.
    package mutating func beginStruct() {
        previousFieldIDs.append(0)
    }

    /// Closes the innermost open struct.
    package mutating func endStruct() {
        previousFieldIDs.removeLast()
        buffer.append(0 as UInt8)
    }

    /// The bytes that an integer takes without its field's header.
    package static func byteCount(ofInteger value: Int) -> Int {
        let zigzag = UInt64(bitPattern: Int64(value << 1) ^ Int64(value >> 63))
        return max(1, (UInt64.bitWidth - zigzag.leadingZeroBitCount + 6) / 7)
    }

    /// Writes the header of field `id`.
    package mutating func writeFieldHeader(_ id: Int16, _ type: CompactType) {
        let last = previousFieldIDs.count - 1
        let distance = Int(id) - Int(previousFieldIDs[last])
        previousFieldIDs[last] = id
        if distance >= 1, distance <= 15 {
            buffer.append(UInt8(distance) << 4 | type.rawValue)
        } else {
            buffer.append(type.rawValue)
            buffer.appendZigzag(Int64(id))
        }
    }

    /// Writes a field of type bool.
    package mutating func writeField(_ id: Int16, _ value: Bool) {
        writeFieldHeader(id, value ? .booleanTrue : .booleanFalse)
    }

    /// Writes a field of type i8.
    package mutating func writeField(_ id: Int16, _ value: Int8) {
        writeFieldHeader(id, .int8)
        buffer.append(UInt8(bitPattern: value))
    }

    /// Writes a field of type i16.
    package mutating func writeField(_ id: Int16, _ value: Int16) {
        writeFieldHeader(id, .int16)
        buffer.appendZigzag(Int64(value))
    }

    /// Writes a field of type i32.
    package mutating func writeField(_ id: Int16, _ value: Int32) {
        writeFieldHeader(id, .int32)
        buffer.appendZigzag(Int64(value))
    }

    /// Writes a field of type i64.
    package mutating func writeField(_ id: Int16, _ value: Int64) {
        writeFieldHeader(id, .int64)
        buffer.appendZigzag(value)
    }

    /// Writes a field of type i64.
    package mutating func writeField(_ id: Int16, _ value: Int) {
        writeField(id, Int64(value))
    }

    /// Writes a field of type double.
    package mutating func writeField(_ id: Int16, _ value: Double) {
        writeFieldHeader(id, .double)
        buffer.append(value.bitPattern)
    }

    /// Writes a field of type binary.
    package mutating func writeField(_ id: Int16, _ value: [UInt8]) {
        writeFieldHeader(id, .binary)
        writeBinary(value)
    }

    /// Writes a field of type string.
    package mutating func writeField(_ id: Int16, _ value: String) {
        writeField(id, Array(value.utf8))
    }

    /// Writes a field that is a struct.
    package mutating func writeField(_ id: Int16, _ value: some ThriftWritable) {
        writeFieldHeader(id, .structure)
        value.write(to: &self)
    }

    /// Writes a field that is a list of structs.
    package mutating func writeField(_ id: Int16, _ values: [some ThriftWritable]) {
        writeListHeader(id, of: .structure, count: values.count)
        for value in values { value.write(to: &self) }
    }

    /// Writes a field that is a list of i64.
    package mutating func writeField(_ id: Int16, _ values: [Int]) {
        writeListHeader(id, of: .int64, count: values.count)
        for value in values { buffer.appendZigzag(Int64(value)) }
    }

    /// Writes a field that is a list of bool: a byte each, 1 for true and 2 for false.
    package mutating func writeField(_ id: Int16, _ values: [Bool]) {
        writeListHeader(id, of: .booleanTrue, count: values.count)
        for value in values { buffer.append(value ? 1 : 2 as UInt8) }
    }

    /// Writes a field that is a list of binary.
    package mutating func writeField(_ id: Int16, _ values: [[UInt8]]) {
        writeListHeader(id, of: .binary, count: values.count)
        for value in values { writeBinary(value) }
    }

    /// Writes a field that is a struct without fields, as the members of many unions are.
    package mutating func writeEmptyStruct(_ id: Int16) {
        writeFieldHeader(id, .structure)
        buffer.append(0 as UInt8)
    }

    /// Writes the header of a field that is a list; the elements follow.
    package mutating func writeListHeader(_ id: Int16, of type: CompactType, count: Int) {
        writeFieldHeader(id, .list)
        if count < 15 {
            buffer.append(UInt8(count) << 4 | type.rawValue)
        } else {
            buffer.append(0xF0 | type.rawValue)
            buffer.appendVarint(UInt64(count))
        }
    }

    /// Writes a list's element of type i32 (or an enum).
    package mutating func writeElement(_ value: Int32) {
        buffer.appendZigzag(Int64(value))
    }

    /// Writes a list's element of type string.
    package mutating func writeElement(_ value: String) {
        writeBinary(Array(value.utf8))
    }

    /// Writes bytes that are elements of a list, encoded before.
    package mutating func writeEncoded(_ elements: RawSpan) {
        buffer.append(elements)
    }

    private mutating func writeBinary(_ value: [UInt8]) {
        buffer.appendVarint(UInt64(value.count))
        buffer.append(value)
    }
}
