internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// Rows of a spilled run as bytes, for this process alone:
///
///     row count                 8 bytes, little-endian, as all numbers
///     for each column
///       presence                0: all; 1: a byte for each row; 2: levels; 3: levels with repetition
///       levels                  their count in 8 bytes, definition levels, repetition levels; 2 bytes each
///       value count             8 bytes
///       values                  as in memory; of byte arrays the ends of all values in 4 bytes each, then the bytes
enum FrameCoder {
    static func encode(_ columns: [ColumnVector], into buffer: inout ByteBuffer) throws(ParquetError) {
        buffer.append(UInt64(columns.first?.rowCount ?? 0))
        for column in columns {
            switch column.presence {
            case .all: buffer.append(UInt8(0))
            case .validity(let bitmap):
                buffer.append(UInt8(1))
                for row in 0..<bitmap.count { buffer.append(bitmap[row] ? 1 : UInt8(0)) }
            case .levels(let definition, let repetition):
                buffer.append(repetition == nil ? 2 : UInt8(3))
                buffer.append(UInt64(definition.count))
                buffer.append(definition.rawBytes)
                if let repetition { buffer.append(repetition.rawBytes) }
            }
            buffer.append(UInt64(column.values.count))
            switch column.values {
            case .boolean(let values):
                for value in values { buffer.append(value ? 1 : UInt8(0)) }
            case .int32(let values): buffer.append(values.rawBytes)
            case .int64(let values): buffer.append(values.rawBytes)
            case .float(let values): buffer.append(values.rawBytes)
            case .double(let values): buffer.append(values.rawBytes)
            case .byteArray(let values):
                buffer.append(values.offsets.rawBytes)
                buffer.append(values.bytes)
            case .fixedLengthByteArray(let values): buffer.append(values.bytes)
            case .dictionary:
                throw ParquetError(.unsupported, "rows with dictionaries are not spilled")
            }
        }
    }

    static func decode(
        _ bytes: RawSpan, _ descriptors: [ColumnDescriptor]
    ) throws(ByteReaderError) -> [ColumnVector] {
        var reader = ByteReader(bytes)
        let rowCount = try count(&reader)
        var columns: [ColumnVector] = []
        for descriptor in descriptors {
            let presence = try decodePresence(&reader, rowCount)
            let values = try decodeValues(&reader, descriptor)
            columns.append(ColumnVector(presence: presence, values: values))
        }
        return columns
    }

    private static func count(_ reader: inout ByteReader) throws(ByteReaderError) -> Int {
        let offset = reader.offset
        guard let count = Int(exactly: try reader.readUInt64()), count <= reader.bytes.byteCount else {
            throw ByteReaderError("a count exceeds the frame", at: offset)
        }
        return count
    }

    private static func decodePresence(_ reader: inout ByteReader, _ rowCount: Int) throws(ByteReaderError) -> Presence
    {
        let kind = try reader.readUInt8()
        switch kind {
        case 0: return .all(rowCount: rowCount)
        case 1:
            let bytes = try reader.read(rowCount)
            var bitmap = Bitmap()
            for row in 0..<rowCount { bitmap.append(bytes.loadUInt8(at: row) == 1) }
            return .validity(bitmap)
        default:
            let levelCount = try count(&reader)
            let definition: [UInt16] = try array(&reader, levelCount, 2)
            return .levels(definition: definition, repetition: kind == 3 ? try array(&reader, levelCount, 2) : nil)
        }
    }

    private static func decodeValues(
        _ reader: inout ByteReader, _ descriptor: ColumnDescriptor
    ) throws(ByteReaderError) -> ColumnValues {
        let valueCount = try count(&reader)
        switch descriptor.physicalType {
        case .boolean:
            let bytes = try reader.read(valueCount)
            var values: [Bool] = []
            values.reserveCapacity(valueCount)
            for place in 0..<valueCount { values.append(bytes.loadUInt8(at: place) == 1) }
            return .boolean(values)
        case .int32: return .int32(try array(&reader, valueCount, 4))
        case .int64: return .int64(try array(&reader, valueCount, 8))
        case .float: return .float(try array(&reader, valueCount, 4))
        case .double: return .double(try array(&reader, valueCount, 8))
        case .byteArray:
            let offsets: [Int32] = try array(&reader, valueCount + 1, 4)
            let bytes: [UInt8] = try array(&reader, Int(max(0, offsets[valueCount])), 1)
            return .byteArray(ByteArrayValues(offsets: offsets, bytes: bytes))
        case .fixedLengthByteArray, .int96:
            let length = descriptor.physicalType == .int96 ? 12 : descriptor.typeLength ?? 0
            let bytes: [UInt8] = try array(&reader, valueCount * length, 1)
            return .fixedLengthByteArray(FixedLengthByteArrayValues(length: length, bytes: bytes))
        }
    }

    private static func array<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ reader: inout ByteReader, _ count: Int, _ elementByteCount: Int
    ) throws(ByteReaderError) -> [Element] {
        let bytes = try reader.read(count * elementByteCount)
        var elements: [Element] = []
        elements.resizeUninitialized(to: count)
        var target = elements.mutableRawBytes
        target.copy(from: bytes, at: 0, count: bytes.byteCount, to: 0)
        return elements
    }
}
