/// How the contract is made of what was seen.
public struct InferenceOptions: Sendable {
    /// Whether integers that all fit 32 bits become `int` instead of `bigint`.
    public var usesInt32 = false
    /// Whether strings that all are UUIDs become `uuid`.
    public var usesUUID = false
    /// Columns that hold instants as numbers, by the name of the column (`at`, `device.seen`) or its JSON pointer (`/At`), and the unit
    /// of the numbers: a rule such as `epochSeconds`.
    public var epochs: [String: ReadRule] = [:]
    /// Whether names keep their upper-case letters.
    public var keepsCase = false
    /// The most columns, those within structs counted one by one.
    public var maximumColumnCount = 1_000

    /// The defaults.
    public init() {}
}
