/// What there is to be done of a plan, by what the receipts of the output say.
public struct ConversionOutlook: Sendable {
    /// The partitions that are as their receipts say, and would not be touched.
    public let upToDate: [PartitionPath]
    /// Those that would get files beside those that they have.
    public let additions: [PartitionPath]
    /// Those that must not be made anew, and why.
    public let failures: [PartitionFailure]
}
