/// Where following learned gaps is.
struct GapCursor {
    /// The start of the gap.
    var offset: Int
    /// The learned gap that is compared next, or -1.
    var gap: Int
    /// The state before the gap.
    var state: Int32
}
