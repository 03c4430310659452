/// How many of some rows a question is true of, as far as it is known without their values.
enum PruningAnswer: Sendable, Equatable {
    case none
    /// Some, or nobody knows.
    case some
    case all

    /// The answer to the opposite question, where neither is unknown.
    var opposite: PruningAnswer {
        switch self {
        case .none: .all
        case .some: .some
        case .all: .none
        }
    }
}
