import ArgumentParser
import ParquetDataset

extension QuarantineLimit: @retroactive ExpressibleByArgument {
    /// The limit that the command line spells.
    public init?(argument: String) { self.init(argument) }

    /// The limit as it stands in the help.
    public var defaultValueDescription: String { description }
}
