public import Parquet

/// A column that got a wider type.
public struct ColumnWidening: Sendable, Hashable {
    /// The column's name.
    public var column: String
    /// The type it had.
    public var before: ContractType
    /// The type it has.
    public var after: ContractType

    /// A column that became one of `after`.
    public init(column: String, before: ContractType, after: ContractType) {
        self.column = column
        self.before = before
        self.after = after
    }

    /// For people: `id from int to bigint`.
    public var text: String { "\(column) from \(before.name) to \(after.name)" }
}

extension SchemaContract {
    /// Whether values that do not fit may change the contract: a column has the policy `widen` and a type that may be widened.
    public var mayWiden: Bool { columns.contains { $0.isWidened(in: drift) && $0.type.mayWiden } }

    /// The contract in which each column that has the policy `widen` has the least wider type that holds the values that did not
    /// fit, with the next revision. Names, places and field ids stay.
    ///
    /// - Parameter needs: what the values ask, by the columns' names (`LineCounts.needs`).
    /// - Returns: the contract and the columns that changed; nil if none has to, or may.
    /// - Throws: `ParquetError` with code `schema` if the columns make no contract.
    public func widened(
        for needs: [String: WideningNeed]
    ) throws(ParquetError) -> (contract: SchemaContract, columns: [ColumnWidening])? {
        var changed: [ColumnWidening] = []
        var columns = columns
        for index in columns.indices where columns[index].isWidened(in: drift) {
            let column = columns[index]
            guard let need = needs[column.name], let type = TypeWidening.least(from: column.type, for: need) else {
                continue
            }
            columns[index].type = type
            changed.append(ColumnWidening(column: column.name, before: column.type, after: type))
        }
        guard !changed.isEmpty else { return nil }
        return (try replacing(columns: columns, revision: revision + 1), changed)
    }

    /// The contract in which each column that has the policy `widen` keeps the wider type that it came to have in `known`.
    ///
    /// - Returns: the contract and the columns whose types are those of `known`.
    public func keepingWidenings(
        of known: SchemaContract
    ) throws(ParquetError) -> (contract: SchemaContract, columns: [ColumnWidening]) {
        var kept: [ColumnWidening] = []
        var columns = columns
        for index in columns.indices where columns[index].isWidened(in: drift) {
            let column = columns[index]
            guard let other = known.columns.first(where: { $0.name == column.name }), other.type != column.type,
                TypeWidening.allows(column.type, to: other.type)
            else { continue }
            columns[index].type = other.type
            kept.append(ColumnWidening(column: column.name, before: column.type, after: other.type))
        }
        return kept.isEmpty ? (self, []) : (try replacing(columns: columns, revision: revision), kept)
    }

    private func replacing(columns: [Column], revision: Int) throws(ParquetError) -> SchemaContract {
        try SchemaContract(columns: columns, unknownKeys: unknownKeys, drift: drift, revision: revision)
    }
}

extension SchemaContract.Column {
    /// Whether the column's policy is `widen`, in a contract that says `contractDrift` where a column says nothing.
    func isWidened(in contractDrift: DriftPolicy) -> Bool { drift(in: contractDrift) == .widen }
}

extension ContractType {
    /// Whether there are types that a column of this one may become (`TypeWidening`).
    var mayWiden: Bool {
        switch self {
        case .tinyint, .smallint, .int, .bigint, .float, .timestamp(.millis): true
        case .decimal(let precision, _): precision < ContractType.maximumPrecision
        default: false
        }
    }
}
