/// What becomes of a partition that is published when its sources are no longer those that it was made of.
public enum LateSources: String, Sendable, Hashable, CaseIterable {
    /// It is made anew of all of them.
    case rebuild
    /// Where sources are new and the others as they were, their rows are added in files of their own. Else it is made anew.
    case add
}
