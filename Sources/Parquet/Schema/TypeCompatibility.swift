extension ColumnDescriptor {
    /// Checks that length and logical type go with the physical type (LogicalTypes.md).
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column.
    func checkTypes() throws(ParquetError) {
        let place = ParquetError.Place(column: path.description)
        if physicalType == .fixedLengthByteArray {
            guard let typeLength, typeLength > 0 else {
                throw ParquetError(.schema, "FIXED_LEN_BYTE_ARRAY needs a length above 0", at: place)
            }
        } else if typeLength != nil {
            throw ParquetError(.schema, "\(physicalType.name) takes no length", at: place)
        }
        if let reason = logicalType?.misfit(physicalType, typeLength: typeLength) {
            throw ParquetError(.schema, reason, at: place)
        }
    }
}

extension LogicalType {
    /// Why the type cannot annotate a column of `type`, or nil if it can.
    func misfit(_ type: PhysicalType, typeLength: Int?) -> String? {
        let fits: Bool
        switch self {
        case .string, .enumeration, .json, .bson, .geometry, .geography:
            fits = type == .byteArray
        case .map, .list, .variant, .file:
            fits = false
        case .date:
            fits = type == .int32
        case .time(let unit, _):
            fits = type == (unit == .millis ? .int32 : .int64)
        case .timestamp:
            fits = type == .int64
        case .integer(let bitWidth, _):
            switch bitWidth {
            case 8, 16, 32: fits = type == .int32
            case 64: fits = type == .int64
            default: fits = false
            }
        case .decimal(let precision, let scale):
            let most = LogicalType.maxDecimalPrecision(type, typeLength: typeLength)
            guard precision >= 1, precision <= most, scale >= 0, scale <= precision else {
                let limit = most == 0 ? "which holds none" : "whose most is \(most) digits"
                return "DECIMAL(\(precision), \(scale)) does not fit \(type.name), \(limit)"
            }
            fits = true
        case .uuid:
            fits = type == .fixedLengthByteArray && typeLength == 16
        case .float16:
            fits = type == .fixedLengthByteArray && typeLength == 2
        case .interval:
            fits = type == .fixedLengthByteArray && typeLength == 12
        case .unknown:
            fits = true
        }
        let length = type == .fixedLengthByteArray ? "(\(typeLength ?? 0))" : ""
        return fits ? nil : "\(name) does not annotate \(type.name)\(length)"
    }

    /// Why the type cannot annotate a group of `children`, or nil if it can.
    func misfit(group children: [SchemaField]) -> String? {
        switch self {
        case .list:
            // The repeated child may be a group or the element itself, and have any name (LogicalTypes.md, "Lists").
            let fits = children.count == 1 && children[0].repetition == .repeated
            return fits ? nil : "LIST does not annotate a group without one repeated field"
        case .map:
            return LogicalType.isMap(children)
                ? nil : "MAP does not annotate a group without one repeated group of key and value"
        case .variant:
            let names = children.map(\.name)
            let fits = names.contains("metadata") && (names.contains("value") || names.contains("typed_value"))
            return fits ? nil : "VARIANT does not annotate a group without metadata and value"
        case .file:
            return nil
        case .string, .enumeration, .decimal, .date, .time, .timestamp, .integer, .unknown, .json, .bson, .uuid,
            .float16, .interval, .geometry, .geography:
            return "\(name) does not annotate a group"
        }
    }

    /// Whether a group of `children` has the shape of a map: one repeated group with a key and, perhaps, a value.
    static func isMap(_ children: [SchemaField]) -> Bool {
        guard children.count == 1, children[0].repetition == .repeated,
            case .group(let fields, _) = children[0].content
        else { return false }
        return (1...2).contains(fields.count)
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
