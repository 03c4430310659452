internal import ParquetBytes

/// Reads structs in Thrift's compact protocol from bytes that nobody vouches for.
///
/// Lengths and counts are compared with the bytes that are left before anything is allocated, unknown fields are
/// skipped, and nesting is limited. A record reads itself with a loop:
///
///     var previousID: Int16 = 0
///     while let field = try reader.nextField(after: &previousID) {
///         switch field.id {
///         case 1: count = try reader.readInt32(field)
///         default: try reader.skip(field)
///         }
///     }
package struct CompactReader: ~Escapable {
    private var reader: ByteReader
    /// The place of the first byte in the file.
    private let baseOffset: Int
    /// The lists of column chunks that may come again.
    var repeated = RepeatedFields()

    /// The deepest nesting of unknown fields that is followed.
    private static let maxSkipDepth = 64

    /// A reader of `bytes`, which start at `baseOffset` of the file.
    @_lifetime(copy bytes)
    package init(_ bytes: RawSpan, baseOffset: Int = 0) {
        reader = ByteReader(bytes)
        self.baseOffset = baseOffset
    }

    /// How many bytes were read.
    package var offset: Int { reader.offset }

    /// The place in the file of the next byte.
    package var fileOffset: Int { baseOffset + reader.offset }

    /// How many bytes are left.
    package var remaining: Int { reader.remaining }

    /// The header of a field.
    package struct Field: Sendable, Equatable {
        /// The field's number in parquet.thrift.
        package let id: Int16
        /// The type that the file says it has.
        package let type: CompactType
    }

    /// The header of the next field, or nil at the end of the struct. `previousID` starts as 0 for each struct.
    @_lifetime(self: copy self)
    package mutating func nextField(after previousID: inout Int16) throws(ParquetError) -> Field? {
        let header = try readByte()
        if header == 0 { return nil }
        let type = try compactType(header & 0x0F)
        let distance = Int16(header >> 4)
        let id: Int16
        if distance == 0 {
            id = try readInteger(Int16.self)
        } else {
            let sum = previousID.addingReportingOverflow(distance)
            guard !sum.overflow else { throw malformed("a field's id exceeds 32767") }
            id = sum.partialValue
        }
        previousID = id
        return Field(id: id, type: type)
    }

    /// The value of a field of type bool.
    @_lifetime(self: copy self)
    package mutating func readBool(_ field: Field) throws(ParquetError) -> Bool {
        try expect(.booleanTrue, field)
        return field.type == .booleanTrue
    }

    /// The value of a field of type i8.
    @_lifetime(self: copy self)
    package mutating func readInt8(_ field: Field) throws(ParquetError) -> Int8 {
        try expect(.int8, field)
        return Int8(bitPattern: try readByte())
    }

    /// The value of a field of type i16.
    @_lifetime(self: copy self)
    package mutating func readInt16(_ field: Field) throws(ParquetError) -> Int16 {
        try expect(.int16, field)
        return try readInteger(Int16.self)
    }

    /// The value of a field of type i32, or of an enum.
    @_lifetime(self: copy self)
    package mutating func readInt32(_ field: Field) throws(ParquetError) -> Int32 {
        try expect(.int32, field)
        return try readInteger(Int32.self)
    }

    /// The value of a field of type i64.
    @_lifetime(self: copy self)
    package mutating func readInt(_ field: Field) throws(ParquetError) -> Int {
        try expect(.int64, field)
        return try readInteger(Int.self)
    }

    /// The value of a field of type double.
    @_lifetime(self: copy self)
    package mutating func readDouble(_ field: Field) throws(ParquetError) -> Double {
        try expect(.double, field)
        do { return Double(bitPattern: try reader.readUInt64()) } catch { throw malformed(error.message) }
    }

    /// The value of a field of type binary.
    @_lifetime(self: copy self)
    package mutating func readBinary(_ field: Field) throws(ParquetError) -> [UInt8] {
        try expect(.binary, field)
        return try readBytes()
    }

    /// The value of a field of type string; bytes that are not UTF-8 become U+FFFD.
    @_lifetime(self: copy self)
    package mutating func readString(_ field: Field) throws(ParquetError) -> String {
        try expect(.binary, field)
        return try readSpan().text
    }

    /// The value of a field that is a struct.
    @_lifetime(self: copy self)
    package mutating func readRecord<Record: ThriftReadable>(
        _ field: Field, as type: Record.Type = Record.self
    ) throws(ParquetError) -> Record {
        try expect(.structure, field)
        return try Record(from: &self)
    }

    /// The value of a field that is a list of structs.
    @_lifetime(self: copy self)
    package mutating func readRecords<Record: ThriftReadable>(
        _ field: Field, as type: Record.Type = Record.self
    ) throws(ParquetError) -> [Record] {
        let count = try readListHeader(field, of: .structure)
        var records: [Record] = []
        // Most records take three bytes at least: this much may be true, and growing by doubling would take twice it.
        records.reserveCapacity(min(count, remaining / 3))
        for _ in 0..<count { records.append(try Record(from: &self)) }
        return records
    }

    /// The value of a field that is a list of i32 or of enums.
    @_lifetime(self: copy self)
    package mutating func readInt32s(_ field: Field) throws(ParquetError) -> [Int32] {
        let count = try readListHeader(field, of: .int32)
        var values: [Int32] = []
        values.reserveCapacity(min(count, 8))
        for _ in 0..<count { values.append(try readInteger(Int32.self)) }
        return values
    }

    /// The value of a field that is a list of i64.
    @_lifetime(self: copy self)
    package mutating func readInts(_ field: Field) throws(ParquetError) -> [Int] {
        let count = try readListHeader(field, of: .int64)
        var values: [Int] = []
        values.reserveCapacity(min(count, 8))
        for _ in 0..<count { values.append(try readInteger(Int.self)) }
        return values
    }

    /// The value of a field that is a list of bool. Some writers have 0 instead of 2 for false.
    @_lifetime(self: copy self)
    package mutating func readBools(_ field: Field) throws(ParquetError) -> [Bool] {
        let count = try readListHeader(field, of: .booleanTrue)
        var values: [Bool] = []
        for _ in 0..<count {
            let byte = try readByte()
            guard byte <= 2 else { throw malformed("\(byte) is no bool") }
            values.append(byte == 1)
        }
        return values
    }

    /// The value of a field that is a list of binary.
    @_lifetime(self: copy self)
    package mutating func readBinaries(_ field: Field) throws(ParquetError) -> [[UInt8]] {
        let count = try readListHeader(field, of: .binary)
        var values: [[UInt8]] = []
        for _ in 0..<count { values.append(try readBytes()) }
        return values
    }

    /// The value of a field that is a list of strings.
    @_lifetime(self: copy self)
    package mutating func readStrings(_ field: Field) throws(ParquetError) -> [String] {
        let count = try readListHeader(field, of: .binary)
        var values: [String] = []
        values.reserveCapacity(min(count, 8))
        for _ in 0..<count { values.append(try readSpan().text) }
        return values
    }

    /// Passes over the value of a field.
    @_lifetime(self: copy self)
    package mutating func skip(_ field: Field) throws(ParquetError) {
        switch field.type {
        case .booleanTrue, .booleanFalse: break
        default: try skipValue(field.type, depth: 0)
        }
    }

    /// Passes over the value of a field if it is a list encoded by the same bytes as one before, which are at `known`.
    ///
    /// - Returns: whether it is.
    @_lifetime(self: copy self)
    mutating func skip(_ known: Range<Int>, _ field: Field) -> Bool {
        guard field.type == .list, !known.isEmpty, known.count <= remaining,
            reader.bytes.isEqual(at: offset, to: reader.bytes, at: known.lowerBound, count: known.count)
        else { return false }
        do throws(ByteReaderError) { try reader.skip(known.count) } catch { return false }
        return true
    }

    /// An error of code `malformed` at the byte that would be read next.
    package func malformed(_ message: String) -> ParquetError {
        ParquetError(.malformed, message, at: .init(byteOffset: baseOffset + reader.offset))
    }

    /// `value`, which a struct must have.
    ///
    /// - Throws: `ParquetError` with code `malformed` that names the field.
    package func require<Value>(_ value: Value?, _ name: String) throws(ParquetError) -> Value {
        guard let value else { throw malformed("\(name) is missing") }
        return value
    }

    // MARK: -

    private func expect(_ type: CompactType, _ field: Field) throws(ParquetError) {
        guard field.type.matches(type) else {
            throw malformed("field \(field.id) has type \(field.type.name), \(type.name) expected")
        }
    }

    private func compactType(_ code: UInt8) throws(ParquetError) -> CompactType {
        guard let type = CompactType(rawValue: code) else { throw malformed("\(code) is not a Thrift type") }
        return type
    }

    /// Every element takes at least a byte, so a count above the bytes that are left is a lie.
    @_lifetime(self: copy self)
    private mutating func checkedCount(_ count: UInt64) throws(ParquetError) -> Int {
        guard count <= UInt64(remaining) else {
            throw malformed("a list of \(count) elements in \(remaining) bytes")
        }
        return Int(count)
    }

    @_lifetime(self: copy self)
    private mutating func readListHeader() throws(ParquetError) -> (type: CompactType, count: Int) {
        let header = try readByte()
        let short = header >> 4
        let count = try checkedCount(short == 15 ? try readVarint() : UInt64(short))
        // Some writers leave the element type of an empty list 0.
        if count == 0, header & 0x0F == 0 { return (.structure, 0) }
        return (try compactType(header & 0x0F), count)
    }

    @_lifetime(self: copy self)
    private mutating func readListHeader(_ field: Field, of type: CompactType) throws(ParquetError) -> Int {
        guard field.type == .list || field.type == .set else {
            throw malformed("field \(field.id) has type \(field.type.name), list expected")
        }
        let header = try readListHeader()
        guard header.count == 0 || header.type.matches(type) else {
            throw malformed("field \(field.id) is a list of \(header.type.name), \(type.name) expected")
        }
        return header.count
    }

    @_lifetime(self: copy self)
    private mutating func skipValue(_ type: CompactType, depth: Int) throws(ParquetError) {
        guard depth < CompactReader.maxSkipDepth else {
            throw malformed("unknown fields are nested more than \(CompactReader.maxSkipDepth) deep")
        }
        switch type {
        case .booleanTrue, .booleanFalse, .int8: try skipBytes(1)
        case .int16, .int32, .int64: _ = try readVarint()
        case .double: try skipBytes(8)
        case .uuid: try skipBytes(16)
        case .binary: try skipBytes(try readLength())
        case .list, .set:
            let list = try readListHeader()
            for _ in 0..<list.count { try skipValue(list.type, depth: depth + 1) }
        case .map:
            let count = try checkedCount(try readVarint())
            guard count > 0 else { return }
            let types = try readByte()
            let key = try compactType(types >> 4)
            let value = try compactType(types & 0x0F)
            for _ in 0..<count {
                try skipValue(key, depth: depth + 1)
                try skipValue(value, depth: depth + 1)
            }
        case .structure:
            var previousID: Int16 = 0
            while let field = try nextField(after: &previousID) {
                switch field.type {
                case .booleanTrue, .booleanFalse: break
                default: try skipValue(field.type, depth: depth + 1)
                }
            }
        }
    }

    @_lifetime(self: copy self)
    private mutating func readLength() throws(ParquetError) -> Int {
        let length = try readVarint()
        guard length <= UInt64(remaining) else { throw malformed("\(length) bytes needed, \(remaining) left") }
        return Int(length)
    }

    @_lifetime(self: copy self)
    private mutating func readBytes() throws(ParquetError) -> [UInt8] {
        let bytes = try readSpan()
        var array: [UInt8] = []
        array.resizeUninitialized(to: bytes.byteCount)
        var target = array.mutableRawBytes
        target.copy(from: bytes, at: 0, count: bytes.byteCount, to: 0)
        return array
    }

    /// The bytes of a value of type binary, where they are.
    @_lifetime(copy self)
    private mutating func readSpan() throws(ParquetError) -> RawSpan {
        let length = try readLength()
        do { return try reader.read(length) } catch { throw malformed(error.message) }
    }

    @_lifetime(self: copy self)
    private mutating func skipBytes(_ count: Int) throws(ParquetError) {
        do { try reader.skip(count) } catch { throw malformed(error.message) }
    }

    @_lifetime(self: copy self)
    private mutating func readByte() throws(ParquetError) -> UInt8 {
        do { return try reader.readUInt8() } catch { throw malformed(error.message) }
    }

    @_lifetime(self: copy self)
    private mutating func readVarint() throws(ParquetError) -> UInt64 {
        do { return try reader.readVarint() } catch { throw malformed(error.message) }
    }

    @_lifetime(self: copy self)
    private mutating func readInteger<Value: FixedWidthInteger & SignedInteger>(
        _ type: Value.Type
    ) throws(ParquetError) -> Value {
        let raw = try readVarint()
        let value = Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
        guard let exact = Value(exactly: value) else {
            throw malformed("\(value) does not fit \(Value.bitWidth) bits")
        }
        return exact
    }
}
