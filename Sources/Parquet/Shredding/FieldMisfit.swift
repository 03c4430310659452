/// Why a value is none of its column, or of its Swift type.
public struct FieldMisfit: Error, Sendable {
    /// The value's place among those given; nil if all are wrong.
    public var index: Int?
    /// What is wrong.
    public var message: String
    /// The kind of failure.
    public var code: ParquetError.Code

    /// What is wrong with the value at `index`, or with all.
    public init(_ message: String, at index: Int? = nil, code: ParquetError.Code = .schema) {
        self.index = index
        self.message = message
        self.code = code
    }

    /// What is wrong with a column of this type.
    package static func type(_ column: ColumnDescriptor, _ type: Any.Type) -> FieldMisfit {
        FieldMisfit("\(column.typeDescription) is not read as \(type)")
    }

    /// The error of a value at an open place of `levels`.
    func error(_ levels: OpenLevels, column: String) -> ParquetError {
        let row = index.map { "row \(levels.row(ofOpenPlace: $0)): " } ?? ""
        return ParquetError(code, row + message, at: .init(column: column))
    }
}
