internal import ParquetBytes
public import Parquet

/// The columns that a dataset's directories make: `date=2025-02-24` is the value of a column `date` for all rows below it.
///
/// Types are inferred from all values: INT64 if all are whole numbers, DATE if all are days such as `2025-02-24`, else text. What
/// stands for null (`__HIVE_DEFAULT_PARTITION__`) is null, and so is a level that other files have.
public struct PartitionColumns: Sendable {
    /// The fields of the columns, in the order in which the levels are met, the outermost first.
    public let fields: [SchemaField]
    private let kinds: [Kind]

    private enum Kind {
        case integer
        case date
        case text
    }

    /// The columns of the partitions of `files`.
    public init(_ files: [DatasetFile]) {
        self.init(files.map(\.partition))
    }

    /// The columns of `partitions`.
    init(_ partitions: [PartitionPath]) {
        var names: [String] = []
        var values: [String: Set<String>] = [:]
        for partition in PartitionColumns.inOrder(partitions) {
            for (key, value) in partition {
                if values[key] == nil {
                    names.append(key)
                    values[key] = []
                }
                if let value { values[key]?.insert(value) }
            }
        }
        var kinds: [Kind] = []
        for name in names {
            let spelled = values[name] ?? []
            if !spelled.isEmpty, spelled.allSatisfy({ PartitionColumns.integer($0) != nil }) {
                kinds.append(.integer)
            } else if !spelled.isEmpty, spelled.allSatisfy({ PartitionColumns.day($0) != nil }) {
                kinds.append(.date)
            } else {
                kinds.append(.text)
            }
        }
        self.kinds = kinds
        fields = zip(names, kinds).map { name, kind in
            switch kind {
            case .integer: SchemaField(name, .int64)
            case .date: SchemaField(name, .int32, logicalType: .date)
            case .text: SchemaField(name, .byteArray, logicalType: .string)
            }
        }
    }

    /// The levels of different partitions, in bytewise order of their paths where these differ in their keys: else no order matters.
    private static func inOrder(_ partitions: [PartitionPath]) -> [[(key: String, value: String?)]] {
        let different = Array(Set(partitions))
        let levels = different.map(\.values)
        let keys = levels.first?.map(\.key) ?? []
        guard !levels.allSatisfy({ $0.map(\.key) == keys }) else { return levels }
        return zip(different.map(\.description), levels).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Digits with or without a minus, within INT64.
    private static func integer(_ text: String) -> Int64? {
        text.hasPrefix("+") ? nil : Int64(text)
    }

    private static func day(_ text: String) -> Int32? {
        guard text.utf8.count == 10, let day = CalendarDay(text[...]) else { return nil }
        return Int32(exactly: day.daysSince1970)
    }

    /// Whether there is a column of that name.
    func contains(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The values that all rows in `partition` have, in the order of the fields: a batch of one row.
    func row(_ partition: PartitionPath) throws(ParquetError) -> RecordBatch {
        var row = RecordBatch(schema: try Schema(name: "partition", reading: fields))
        row.setRowCountWithoutColumns(1)
        row.columns = columns(partition, rowCount: 1)
        return row
    }

    /// The columns of `rowCount` rows in `partition`.
    func columns(_ partition: PartitionPath, rowCount: Int) -> [ColumnVector] {
        zip(fields.indices, spelled(partition)).map { column($0, $1, rowCount: rowCount) }
    }

    /// The values of the fields as `partition` spells them; nil is null.
    func spelled(_ partition: PartitionPath) -> [String?] {
        let levels = partition.values
        return fields.map { field in levels.first { $0.key == field.name }?.value }
    }

    /// `rowCount` rows of field `place` that have the value `text`.
    func column(_ place: Int, _ text: String?, rowCount: Int) -> ColumnVector {
        let values: ColumnValues =
            switch kinds[place] {
            case .integer: .int64(text.flatMap(PartitionColumns.integer).map { [$0] } ?? [])
            case .date: .int32(text.flatMap(PartitionColumns.day).map { [$0] } ?? [])
            case .text: .byteArray(ByteArrayValues(text.map { [$0] } ?? []))
            }
        let isNull = values.count == 0
        return ColumnVector(
            presence: .validity(Bitmap(repeating: !isNull, count: rowCount)),
            values: isNull
                ? values : .dictionary(indices: [UInt32](repeating: 0, count: rowCount), values: values))
    }
}
