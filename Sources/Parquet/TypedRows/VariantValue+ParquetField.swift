extension VariantValue: ParquetField {
    /// A VARIANT that is not shredded.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        if let logicalType = request.logicalType { throw request.refusal(logicalType) }
        return SchemaField(
            request.name,
            group: [
                SchemaField("metadata", .byteArray, repetition: .required),
                SchemaField("value", .byteArray, repetition: .required),
            ], logicalType: .variant(specificationVersion: 1), repetition: .required, fieldID: request.fieldID)
    }

    /// Encodes the variants.
    public static func shred(
        _ values: [VariantValue], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        var encoder = VariantEncoder()
        var metadata: [[UInt8]] = []
        var encoded: [[UInt8]] = []
        let column = try columns.next().path.description
        for (index, value) in values.enumerated() {
            do throws(ParquetError) {
                let binary = try encoder.encode(value)
                metadata.append(binary.metadata)
                encoded.append(binary.value)
            } catch {
                throw FieldMisfit(error.message, at: index, code: error.code).error(levels, column: column)
            }
        }
        try [UInt8].shred(metadata, into: &columns, at: levels)
        try [UInt8].shred(encoded, into: &columns, at: levels)
    }

    /// Decodes the variants, put together again where they are shredded.
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [VariantValue] {
        try column.variants()
    }
}
