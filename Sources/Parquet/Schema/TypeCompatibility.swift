extension ColumnDescriptor {
    /// Checks that length and logical type go with the physical type (LogicalTypes.md).
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column.
    func checkTypes() throws(ParquetError) {
        func fail(_ message: String) throws(ParquetError) -> Never {
            throw ParquetError(.schema, message, at: .init(column: path.description))
        }
        if physicalType == .fixedLengthByteArray {
            guard let typeLength, typeLength > 0 else {
                try fail("FIXED_LEN_BYTE_ARRAY needs a length above 0")
            }
        } else if typeLength != nil {
            try fail("\(physicalType.name) takes no length")
        }
        guard let logicalType else { return }
        let fits: Bool
        switch logicalType {
        case .string, .enumeration, .json, .bson, .geometry, .geography:
            fits = physicalType == .byteArray
        case .map, .list, .variant, .file:
            fits = false
        case .date:
            fits = physicalType == .int32
        case .time(let unit, _):
            fits = physicalType == (unit == .millis ? .int32 : .int64)
        case .timestamp:
            fits = physicalType == .int64
        case .integer(let bitWidth, _):
            switch bitWidth {
            case 8, 16, 32: fits = physicalType == .int32
            case 64: fits = physicalType == .int64
            default: fits = false
            }
        case .decimal(let precision, let scale):
            let most = ColumnDescriptor.maxDecimalPrecision(physicalType, typeLength: typeLength)
            guard precision >= 1, precision <= most, scale >= 0, scale <= precision else {
                try fail(
                    "DECIMAL(\(precision), \(scale)) does not fit \(physicalType.name), whose most is \(most) digits")
            }
            fits = true
        case .uuid:
            fits = physicalType == .fixedLengthByteArray && typeLength == 16
        case .float16:
            fits = physicalType == .fixedLengthByteArray && typeLength == 2
        case .interval:
            fits = physicalType == .fixedLengthByteArray && typeLength == 12
        case .unknown:
            fits = true
        }
        if !fits { try fail("\(logicalType) does not annotate \(physicalType.name)") }
    }

    /// The most decimal digits of a DECIMAL stored as `type`; 0 where it cannot be stored so.
    static func maxDecimalPrecision(_ type: PhysicalType, typeLength: Int?) -> Int {
        switch type {
        case .int32: return 9
        case .int64: return 18
        case .byteArray: return Int.max
        case .fixedLengthByteArray:
            // floor(log10(2^(8n-1) - 1))
            guard let typeLength, typeLength > 0 else { return 0 }
            let bits = typeLength.multipliedReportingOverflow(by: 8)
            return bits.overflow ? Int.max : Int(Double(bits.partialValue - 1) * 0.301_029_995_663_981_2)
        case .boolean, .int96, .float, .double: return 0
        }
    }
}
