import ArgumentParser
import Parquet
import ParquetJSON

/// How a contract is made of what lines hold: what `infer`, and `convert` without a schema, share.
struct InferenceArguments: ParsableArguments {
    @Option(
        name: .customLong("epoch"),
        help: ArgumentHelp(
            "A column that holds instants as numbers, and their unit: at=seconds; millis, micros and nanos are the others. Can be given several times.",
            valueName: "column=unit"))
    var epochs: [EpochArgument] = []

    @Flag(name: .customLong("int32"), help: "Make integers that all fit 32 bits int instead of bigint.")
    var int32 = false

    @Flag(help: "Make strings that all are UUIDs uuid.")
    var uuid = false

    @Flag(help: "Keep upper-case letters in the names of columns; Athena and Hive need lower case.")
    var keepCase = false

    @Option(help: "The most columns, those in structs counted one by one. Beyond, the largest structs become json.")
    var maxColumns = InferenceOptions().maximumColumnCount

    /// `COLUMN=UNIT`.
    struct EpochArgument: ExpressibleByArgument {
        let column: String
        let rule: ReadRule

        init?(argument: String) {
            guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
                let rule = ReadRule(rawValue: "epoch_\(argument[argument.index(after: equals)...])")
            else { return nil }
            column = String(argument[..<equals])
            self.rule = rule
        }
    }

    /// The options that the arguments make.
    var options: InferenceOptions {
        var options = InferenceOptions()
        options.usesInt32 = int32
        options.usesUUID = uuid
        options.keepsCase = keepCase
        options.maximumColumnCount = maxColumns
        for epoch in epochs { options.epochs[epoch.column] = epoch.rule }
        return options
    }

    func validate() throws {
        guard maxColumns >= 1 else { throw ValidationError("--max-columns must be 1 or more") }
    }
}
