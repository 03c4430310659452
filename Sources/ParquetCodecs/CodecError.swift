/// What a codec throws: the compressed bytes are not what they should be, or the library refused.
public struct CodecError: Error, Sendable, Equatable {
    /// What happened, in one sentence.
    public let message: String

    /// An error that says `message`.
    public init(_ message: String) {
        self.message = message
    }
}
