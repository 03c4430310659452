internal import Parquet

/// The bounds in a column chunk's statistics as JSON text.
enum StatisticsText {
    /// The text of the bound `bytes`, a value of `column` in PLAIN encoding; as hexadecimal digits if it has not the
    /// length of one.
    static func text(of bytes: [UInt8], _ column: ColumnDescriptor) -> String {
        guard let values = values(bytes, column) else {
            var text = Array("\"0x".utf8)
            for byte in bytes { HexText.append(byte, to: &text) }
            text.append(UInt8(ascii: "\""))
            return String(decoding: text, as: UTF8.self)
        }
        return CellColumn.text(of: values, column)
    }

    private static func values(_ bytes: [UInt8], _ column: ColumnDescriptor) -> ColumnValues? {
        switch column.physicalType {
        case .boolean:
            return bytes.count == 1 ? .boolean([bytes[0] != 0]) : nil
        case .int32:
            return bytes.count == 4 ? .int32([Int32(truncatingIfNeeded: littleEndian(bytes))]) : nil
        case .int64:
            return bytes.count == 8 ? .int64([Int64(bitPattern: littleEndian(bytes))]) : nil
        case .float:
            return bytes.count == 4
                ? .float([Float(bitPattern: UInt32(truncatingIfNeeded: littleEndian(bytes)))]) : nil
        case .double:
            return bytes.count == 8 ? .double([Double(bitPattern: littleEndian(bytes))]) : nil
        case .byteArray:
            var values = ByteArrayValues()
            values.append(bytes)
            return .byteArray(values)
        case .int96:
            return bytes.count == 12 ? .fixedLengthByteArray(.init(length: 12, bytes: bytes)) : nil
        case .fixedLengthByteArray:
            // A bound may be a prefix of a value; types of which a prefix says nothing are then bytes.
            guard let length = column.typeLength, bytes.count == length else { return nil }
            return .fixedLengthByteArray(.init(length: length, bytes: bytes))
        }
    }

    private static func littleEndian(_ bytes: [UInt8]) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
