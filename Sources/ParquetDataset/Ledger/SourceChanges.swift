internal import Parquet

/// How the sources of a partition stand to those that it was made of.
public struct SourceChanges: Sendable, Equatable {
    /// A source as it is now.
    public struct Found: Sendable, Hashable {
        /// Its path below the input, its parts joined by slashes.
        public var name: String
        /// Its size in bytes.
        public var byteCount: Int
        /// When it was last changed: nanoseconds since 1970-01-01T00:00:00Z.
        public var modifiedNanoseconds: Int64

        /// A source.
        public init(name: String, byteCount: Int, modifiedNanoseconds: Int64) {
            self.name = name
            self.byteCount = byteCount
            self.modifiedNanoseconds = modifiedNanoseconds
        }
    }

    /// The names of those that are new.
    public private(set) var added: [String] = []
    /// The names of those whose size is another, and of those whose time is another and whose bytes were not hashed.
    public private(set) var changed: [String] = []
    /// Those whose size is as it was and whose time is another: only their bytes tell, whose hash should be this.
    public private(set) var touched: [String: Hash256] = [:]
    /// The names of those that are no longer there.
    public private(set) var removed: [String] = []

    /// Whether all are as they were, those that were touched left open.
    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// Counts a source that has no time among those that were touched; without a hash nothing tells that it is as it was.
    mutating func touch(_ name: String, _ hash: Hash256?) {
        guard !added.contains(name), !changed.contains(name) else { return }
        if let hash { touched[name] = hash } else { changed.append(name) }
    }

    /// Says of a source that was touched whether its bytes are others.
    mutating func settle(_ name: String, isChanged: Bool) {
        guard touched.removeValue(forKey: name) != nil, isChanged else { return }
        changed.append(name)
    }

    /// What is different between `consumed` and `found`, in the order of the names that each has.
    public init(from consumed: [Receipt.Source], to found: [Found]) {
        var rest = Dictionary(consumed.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for source in found {
            guard let old = rest.removeValue(forKey: source.name) else {
                added.append(source.name)
                continue
            }
            if old.byteCount != source.byteCount {
                changed.append(source.name)
            } else if old.modifiedNanoseconds != source.modifiedNanoseconds {
                if let hash = old.sha256 {
                    touched[source.name] = hash
                } else {
                    changed.append(source.name)
                }
            }
        }
        removed = rest.keys.sorted()
    }
}
