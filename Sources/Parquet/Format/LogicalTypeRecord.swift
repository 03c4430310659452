/// The union `LogicalType` of parquet.thrift as it is stored: a struct with one field, whose id is the type.
struct LogicalTypeRecord: ThriftRecord, Sendable, Equatable {
    /// The type, or nil if this version has no name for it.
    var known: LogicalType?
    /// The number of a type that this version has no name for.
    var unknownID: Int16?

    init(_ logicalType: LogicalType?, unknownID: Int16? = nil) {
        known = logicalType
        self.unknownID = unknownID
    }

    func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        switch known {
        case .string: writer.writeEmptyStruct(1)
        case .map: writer.writeEmptyStruct(2)
        case .list: writer.writeEmptyStruct(3)
        case .enumeration: writer.writeEmptyStruct(4)
        case .decimal(let precision, let scale):
            writer.writeFieldHeader(5, .structure)
            writer.beginStruct()
            writer.writeField(1, Int32(clamping: scale))
            writer.writeField(2, Int32(clamping: precision))
            writer.endStruct()
        case .date: writer.writeEmptyStruct(6)
        case .time(let unit, let isAdjustedToUTC):
            LogicalTypeRecord.write(7, unit, isAdjustedToUTC, to: &writer)
        case .timestamp(let unit, let isAdjustedToUTC):
            LogicalTypeRecord.write(8, unit, isAdjustedToUTC, to: &writer)
        case .integer(let bitWidth, let isSigned):
            writer.writeFieldHeader(10, .structure)
            writer.beginStruct()
            writer.writeField(1, Int8(clamping: bitWidth))
            writer.writeField(2, isSigned)
            writer.endStruct()
        case .unknown: writer.writeEmptyStruct(11)
        case .json: writer.writeEmptyStruct(12)
        case .bson: writer.writeEmptyStruct(13)
        case .uuid: writer.writeEmptyStruct(14)
        case .float16: writer.writeEmptyStruct(15)
        case .variant(let specificationVersion):
            writer.writeFieldHeader(16, .structure)
            writer.beginStruct()
            if let specificationVersion { writer.writeField(1, Int8(clamping: specificationVersion)) }
            writer.endStruct()
        case .geometry(let crs):
            writer.writeFieldHeader(17, .structure)
            writer.beginStruct()
            if let crs { writer.writeField(1, crs) }
            writer.endStruct()
        case .geography(let crs, let algorithm):
            writer.writeFieldHeader(18, .structure)
            writer.beginStruct()
            if let crs { writer.writeField(1, crs) }
            if let algorithm { writer.writeField(2, algorithm.rawValue) }
            writer.endStruct()
        case .file: writer.writeEmptyStruct(19)
        // The union has no member for it: who writes an interval leaves the whole union out.
        case .interval: break
        // A time whose unit is not known cannot be written back: only the unit's number was kept.
        case nil: if let unknownID, unknownID != 7, unknownID != 8 { writer.writeEmptyStruct(unknownID) }
        }
        writer.endStruct()
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: known = try reader.readEmpty(field, .string)
            case 2: known = try reader.readEmpty(field, .map)
            case 3: known = try reader.readEmpty(field, .list)
            case 4: known = try reader.readEmpty(field, .enumeration)
            case 5: known = try reader.readRecord(field, as: DecimalRecord.self).logicalType
            case 6: known = try reader.readEmpty(field, .date)
            case 7, 8:
                let time = try reader.readRecord(field, as: TimeRecord.self)
                if let unit = time.unit.known {
                    known =
                        field.id == 7
                        ? .time(unit: unit, isAdjustedToUTC: time.isAdjustedToUTC)
                        : .timestamp(unit: unit, isAdjustedToUTC: time.isAdjustedToUTC)
                } else {
                    unknownID = field.id
                }
            case 10: known = try reader.readRecord(field, as: IntegerRecord.self).logicalType
            case 11: known = try reader.readEmpty(field, .unknown)
            case 12: known = try reader.readEmpty(field, .json)
            case 13: known = try reader.readEmpty(field, .bson)
            case 14: known = try reader.readEmpty(field, .uuid)
            case 15: known = try reader.readEmpty(field, .float16)
            case 16: known = try reader.readRecord(field, as: VariantRecord.self).logicalType
            case 17: known = .geometry(crs: try reader.readRecord(field, as: GeospatialRecord.self).crs)
            case 18:
                let record = try reader.readRecord(field, as: GeospatialRecord.self)
                known = .geography(crs: record.crs, algorithm: record.algorithm)
            case 19: known = try reader.readEmpty(field, .file)
            default:
                unknownID = field.id
                try reader.skip(field)
            }
        }
    }

    private static func write(_ id: Int16, _ unit: TimeUnit, _ isAdjustedToUTC: Bool, to writer: inout CompactWriter) {
        writer.writeFieldHeader(id, .structure)
        writer.beginStruct()
        writer.writeField(1, isAdjustedToUTC)
        writer.writeFieldHeader(2, .structure)
        writer.beginStruct()
        switch unit {
        case .millis: writer.writeEmptyStruct(1)
        case .micros: writer.writeEmptyStruct(2)
        case .nanos: writer.writeEmptyStruct(3)
        }
        writer.endStruct()
        writer.endStruct()
    }
}

extension CompactReader {
    /// Passes over the struct that is a union's member and returns what the member stands for.
    @_lifetime(self: copy self)
    fileprivate mutating func readEmpty(_ field: Field, _ value: LogicalType) throws(ParquetError) -> LogicalType {
        try skip(field)
        return value
    }
}

/// `DecimalType` of parquet.thrift.
private struct DecimalRecord: ThriftReadable {
    var logicalType: LogicalType

    init(from reader: inout CompactReader) throws(ParquetError) {
        var scale: Int32?
        var precision: Int32?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: scale = try reader.readInt32(field)
            case 2: precision = try reader.readInt32(field)
            default: try reader.skip(field)
            }
        }
        logicalType = .decimal(
            precision: Int(try reader.require(precision, "DecimalType.precision")),
            scale: Int(try reader.require(scale, "DecimalType.scale")))
    }
}

/// `IntType` of parquet.thrift.
private struct IntegerRecord: ThriftReadable {
    var logicalType: LogicalType

    init(from reader: inout CompactReader) throws(ParquetError) {
        var bitWidth: Int8?
        var isSigned: Bool?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: bitWidth = try reader.readInt8(field)
            case 2: isSigned = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        logicalType = .integer(
            bitWidth: Int(try reader.require(bitWidth, "IntType.bitWidth")),
            isSigned: try reader.require(isSigned, "IntType.isSigned"))
    }
}

/// `VariantType` of parquet.thrift.
private struct VariantRecord: ThriftReadable {
    var logicalType: LogicalType

    init(from reader: inout CompactReader) throws(ParquetError) {
        var specificationVersion: Int8?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: specificationVersion = try reader.readInt8(field)
            default: try reader.skip(field)
            }
        }
        logicalType = .variant(specificationVersion: specificationVersion.map { Int($0) })
    }
}

/// `GeometryType` and `GeographyType` of parquet.thrift.
private struct GeospatialRecord: ThriftReadable {
    var crs: String?
    var algorithm: EdgeInterpolationAlgorithm?

    init(from reader: inout CompactReader) throws(ParquetError) {
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: crs = try reader.readString(field)
            case 2: algorithm = EdgeInterpolationAlgorithm(rawValue: try reader.readInt32(field))
            default: try reader.skip(field)
            }
        }
    }
}

/// `TimeType` and `TimestampType` of parquet.thrift.
private struct TimeRecord: ThriftReadable {
    var unit: TimeUnitRecord
    var isAdjustedToUTC: Bool

    init(from reader: inout CompactReader) throws(ParquetError) {
        var unit: TimeUnitRecord?
        var isAdjustedToUTC: Bool?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: isAdjustedToUTC = try reader.readBool(field)
            case 2: unit = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.unit = try reader.require(unit, "TimestampType.unit")
        self.isAdjustedToUTC = try reader.require(isAdjustedToUTC, "TimestampType.isAdjustedToUTC")
    }
}

/// The union `TimeUnit` of parquet.thrift.
private struct TimeUnitRecord: ThriftReadable {
    var known: TimeUnit?

    init(from reader: inout CompactReader) throws(ParquetError) {
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: known = .millis
            case 2: known = .micros
            case 3: known = .nanos
            default: known = nil
            }
            try reader.skip(field)
        }
    }
}
