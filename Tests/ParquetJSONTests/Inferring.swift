import Parquet
import ParquetJSON

/// An inference that has read each of `blocks`, in this order, as a block of one file.
func inference(_ blocks: [String]) throws(ParquetError) -> SchemaInference {
    var inference = try SchemaInference()
    for (block, text) in blocks.enumerated() {
        _ = try withBytes(Array(text.utf8)) { bytes throws(ParquetError) in
            try inference.read(bytes, chunk: 0, block: block)
        }
    }
    return inference
}

/// What comes of lines.
func inferred(_ lines: String..., options: InferenceOptions = .init()) throws(ParquetError) -> InferredSchema {
    try inference([lines.joined(separator: "\n")]).result(options)
}

/// The columns that come of lines, as `name type`, with the rule by which they are read.
func columns(_ lines: [String], options: InferenceOptions = .init()) throws(ParquetError) -> [String] {
    try inference([lines.joined(separator: "\n")]).result(options).contract.columns.map { column in
        "\(column.name) \(column.type.name)" + (column.read.map { " \($0.rawValue)" } ?? "")
    }
}

/// The type that comes of values of one key, with the rule by which it is read.
func type(of values: String..., options: InferenceOptions = .init()) throws(ParquetError) -> String {
    try String(columns(values.map { "{\"v\":\($0)}" }, options: options)[0].dropFirst(2))
}
