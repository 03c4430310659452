internal import Parquet

/// Decodes all variants of a file.
enum VariantCheck {
    nonisolated(nonsending) static func check(
        _ file: ParquetFile, _ log: inout FindingLog
    ) async throws(ParquetError) {
        let broken = Set(log.findings.filter { $0.severity != .warning }.compactMap(\.place.column))
        for shape in FieldShape.shapes(of: file.schema) where hasVariant(shape) {
            let columns = file.schema.columns[shape.columns].map(\.path.description)
            // What is wrong with the columns is told already.
            guard broken.isDisjoint(with: columns) else { continue }
            do throws(ParquetError) {
                try await decode(file, columns)
            } catch {
                guard error.code != .io else { throw error }
                log.note(error, .variant)
            }
        }
    }

    private nonisolated(nonsending) static func decode(
        _ file: ParquetFile, _ columns: [String]
    ) async throws(ParquetError) {
        var reader = try file.reader(columns: columns)
        var renderer = JSONLinesRenderer(schema: reader.schema, of: file.schema)
        var batch = RecordBatch(schema: reader.schema)
        var text: [UInt8] = []
        while try await reader.next(into: &batch) {
            try renderer.load(batch, rowLimit: .max)
            var isMore = true
            while isMore {
                text.removeAll(keepingCapacity: true)
                isMore = try renderer.append(to: &text, byteLimit: 1 << 20)
            }
        }
    }

    private static func hasVariant(_ shape: FieldShape) -> Bool {
        switch shape.kind {
        case .leaf: false
        case .variant: true
        case .group(let fields): fields.contains { hasVariant($0) }
        case .list(let element): hasVariant(element)
        case .map(let key, let value): hasVariant(key) || hasVariant(value)
        }
    }
}
