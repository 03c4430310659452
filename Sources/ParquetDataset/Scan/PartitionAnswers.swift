internal import Parquet

/// What questions to columns of directories come to: each is asked once for each value.
struct PartitionAnswers: Sendable {
    private let partitions: PartitionColumns
    private let schema: Schema
    /// For each question that was met, the answers for the values that were.
    private var known: [Known] = []

    private struct Known {
        let question: Predicate
        var answers: [String?: Bool?] = [:]
    }

    /// Questions to the columns of `partitions`.
    init(_ partitions: PartitionColumns) throws(ParquetError) {
        self.partitions = partitions
        schema = try Schema(name: "partition", reading: partitions.fields)
    }

    /// What is left of `predicate` for rows whose columns of directories have the values `spelled`.
    mutating func rest(
        of predicate: Predicate, _ spelled: [String?], isAbsent: (ColumnPath) -> Bool
    ) throws(ParquetError) -> PartitionPredicate {
        // Taken out for the time being: answers are added in place.
        var known: [Known] = []
        swap(&known, &self.known)
        defer { swap(&known, &self.known) }
        let (partitions, schema) = (partitions, schema)
        return try PartitionPredicate(predicate, isAbsent: isAbsent) { question, path throws(ParquetError) in
            guard let place = schema.columnIndex(of: path) else { return .open }
            return .settled(
                try PartitionAnswers.answer(question, place, spelled[place], partitions, &known))
        }
    }

    private static func answer(
        _ question: Predicate, _ place: Int, _ text: String?, _ partitions: PartitionColumns, _ known: inout [Known]
    ) throws(ParquetError) -> Bool? {
        let index: Int
        if let found = known.firstIndex(where: { $0.question == question }) {
            index = found
        } else {
            index = known.count
            known.append(Known(question: question))
        }
        if let answer = known[index].answers[text] { return answer }
        var row = RecordBatch(schema: try Schema(name: "partition", reading: [partitions.fields[place]]))
        row.columns = [partitions.column(place, text, rowCount: 1)]
        let answer = try PartitionPredicate.answer(question, row)
        known[index].answers[text] = .some(answer)
        return answer
    }
}
