/// How a file's modules are encrypted (parquet.thrift, `EncryptionAlgorithm`). Told to readers; nothing is decrypted.
public enum EncryptionAlgorithm: ThriftRecord, Sendable, Equatable {
    /// All modules with AES-GCM.
    case aesGCM(AESParameters)
    /// Pages with AES-CTR, all else with AES-GCM.
    case aesGCMCTR(AESParameters)
    /// An algorithm that this version has no name for.
    case unknown(Int16)

    /// The algorithm's name in the specification.
    public var name: String {
        switch self {
        case .aesGCM: "AES_GCM_V1"
        case .aesGCMCTR: "AES_GCM_CTR_V1"
        case .unknown(let id): "encryption algorithm \(id)"
        }
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        switch self {
        case .aesGCM(let parameters): writer.writeField(1, parameters)
        case .aesGCMCTR(let parameters): writer.writeField(2, parameters)
        case .unknown(let id): writer.writeEmptyStruct(id)
        }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        self = .unknown(0)
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: self = .aesGCM(try reader.readRecord(field))
            case 2: self = .aesGCMCTR(try reader.readRecord(field))
            default:
                self = .unknown(field.id)
                try reader.skip(field)
            }
        }
    }
}
