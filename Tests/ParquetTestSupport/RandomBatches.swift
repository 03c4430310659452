public import Parquet

/// Batches of random rows with a column of every kind, for property tests of the writer.
public struct RandomBatches {
    /// The schema of all batches.
    public let schema: Schema
    private var random: SeededGenerator
    private let longestString: Int

    /// - Parameter longestString: row sizes vary from a few bytes to a few times this.
    public init(seed: UInt64, longestString: Int) throws(ParquetError) {
        random = SeededGenerator(seed: seed)
        self.longestString = longestString
        schema = try Schema(fields: [
            SchemaField("text", .byteArray, logicalType: .string),
            SchemaField("word", .byteArray, logicalType: .string),
            SchemaField("flag", .boolean),
            SchemaField("small", .int32),
            SchemaField("at", .int64, logicalType: .timestamp(unit: .millis, isAdjustedToUTC: true)),
            SchemaField("share", .double),
            SchemaField("single", .float),
            SchemaField("key", .fixedLengthByteArray, typeLength: 16, logicalType: .uuid),
            SchemaField("count", .int64, repetition: .required),
        ])
    }

    /// The next batch of `rowCount` rows.
    public mutating func next(rowCount: Int) throws(ParquetError) -> RecordBatch {
        let words = ["login", "logout", "sign", "reject", "öffnen"]
        var columns: [ColumnVector] = []
        let nullShares: [Double] = [0, 0.03, 0.5, 1]
        for column in schema.columns {
            let nullShare = column.repetition == .required ? 0 : nullShares[Int.random(in: 0..<4, using: &random)]
            let present = (0..<rowCount).map { _ in Double.random(in: 0..<1, using: &random) >= nullShare }
            let count = present.filter { $0 }.count
            let values: ColumnValues
            switch column.path.names[0] {
            case "text":
                let repeats = Bool.random(using: &random)
                values = .byteArray(
                    ByteArrayValues(
                        (0..<count).map { _ in
                            let length = Int.random(in: 0...longestString, using: &random)
                            return repeats
                                ? String(repeating: "ab", count: length / 2)
                                : String((0..<length).map { _ in letter() })
                        }))
            case "word":
                values = .byteArray(ByteArrayValues((0..<count).map { _ in words.randomElement(using: &random) ?? "" }))
            case "flag": values = .boolean((0..<count).map { _ in Bool.random(using: &random) })
            case "small": values = .int32((0..<count).map { _ in Int32.random(in: 200..<600, using: &random) })
            case "at": values = .int64((0..<count).map { _ in Int64.random(in: 0..<1 << 41, using: &random) })
            case "share": values = .double((0..<count).map { _ in Double.random(in: -1..<1, using: &random) })
            case "single": values = .float((0..<count).map { _ in Float(Int.random(in: 0..<9, using: &random)) })
            case "key":
                values = .fixedLengthByteArray(
                    FixedLengthByteArrayValues(
                        length: 16, bytes: (0..<count * 16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                    ))
            default: values = .int64((0..<count).map(Int64.init))
            }
            columns.append(
                ColumnVector(
                    presence: count == rowCount ? .all(rowCount: rowCount) : .validity(Bitmap(present)), values: values)
            )
        }
        return try RecordBatch(schema: schema, columns: columns)
    }

    private mutating func letter() -> Character {
        Character(Unicode.Scalar(UInt8.random(in: 33..<127, using: &random)))
    }
}
