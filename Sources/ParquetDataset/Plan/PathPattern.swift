internal import Parquet

/// A pattern of paths, as shells and other engines know it: `*` stands for any part of a name, `?` for a character, `[a-c]` and
/// `[!a-c]` for one of a set or none of it, and `**` alone between slashes for any number of directories.
struct PathPattern: Sendable {
    private enum Token: Sendable {
        case character(Unicode.Scalar)
        case one
        case any
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private enum Component: Sendable {
        case anyDirectories
        case name([Token])
    }

    /// The directory under which the pattern looks: what stands before the first wildcard, up to the first `key=value` name,
    /// which is a level of the partition's path like those that wildcards stand for.
    let root: String
    private let components: [Component]

    /// Whether `text` has a wildcard.
    static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

    /// The pattern that `text` spells.
    ///
    /// - Throws: `ParquetError` with code `argument` if a set is not closed.
    init(_ text: String) throws(ParquetError) {
        let names = text.split(separator: "/", omittingEmptySubsequences: false).filter { !$0.isEmpty && $0 != "." }
        let fixedCount = names.firstIndex {
            PathPattern.isPattern(String($0)) || PartitionPath.level(String($0)) != nil
        }
        let fixed = names[..<(fixedCount ?? names.count)].joined(separator: "/")
        root = text.hasPrefix("/") ? "/" + fixed : fixed.isEmpty ? "." : fixed
        var components: [Component] = []
        for name in names[(fixedCount ?? names.count)...] {
            components.append(name == "**" ? .anyDirectories : .name(try PathPattern.tokens(name, in: text)))
        }
        self.components = components
    }

    private static func tokens(_ name: Substring, in text: String) throws(ParquetError) -> [Token] {
        var tokens: [Token] = []
        var rest = Array(name.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.any)
            case "?": tokens.append(.one)
            case "[":
                let isNegated = rest.first == "!" || rest.first == "^"
                if isNegated { rest.removeFirst() }
                // A bracket that comes first is one of the set.
                guard let end = rest.dropFirst().firstIndex(of: "]") else {
                    throw ParquetError(.argument, "'\(text)' is no pattern of paths: a '[' is not closed")
                }
                var ranges: [ClosedRange<Unicode.Scalar>] = []
                var set = rest[..<end]
                while let first = set.popFirst() {
                    if set.first == "-", set.count > 1 {
                        set.removeFirst()
                        let last = set.removeFirst()
                        if first <= last { ranges.append(first...last) }
                    } else {
                        ranges.append(first...first)
                    }
                }
                tokens.append(.set(ranges, isNegated: isNegated))
                rest = rest[(end + 1)...]
            default: tokens.append(.character(scalar))
            }
        }
        return tokens
    }

    /// Whether the path below the root, file and all, is one of the pattern.
    func matches(_ path: [String]) -> Bool { PathPattern.match(path[...], components[...], isWhole: true) }

    /// Whether a path of the pattern can lie in the directory.
    func mayLie(in directories: [String]) -> Bool {
        PathPattern.match(directories[...], components[...], isWhole: false)
    }

    private static func match(_ path: ArraySlice<String>, _ parts: ArraySlice<Component>, isWhole: Bool) -> Bool {
        guard let name = path.first else { return isWhole ? parts.isEmpty : !parts.isEmpty }
        switch parts.first {
        case nil: return false
        case .anyDirectories:
            // Behind the last slash it stands for files at any depth.
            if parts.count == 1 { return true }
            return match(path, parts.dropFirst(), isWhole: isWhole) || match(path.dropFirst(), parts, isWhole: isWhole)
        case .name(let tokens):
            return match(Array(name.unicodeScalars)[...], tokens[...])
                && match(path.dropFirst(), parts.dropFirst(), isWhole: isWhole)
        }
    }

    /// Whether the name is one of the tokens, in time that grows with the product of their lengths.
    private static func match(_ name: ArraySlice<Unicode.Scalar>, _ tokens: ArraySlice<Token>) -> Bool {
        var reached = [Bool](repeating: false, count: name.count + 1)
        reached[0] = true
        for token in tokens {
            var next = [Bool](repeating: false, count: name.count + 1)
            for place in 0...name.count where reached[place] {
                if case .any = token {
                    for later in place...name.count { next[later] = true }
                    break
                }
                if place < name.count, fits(name[name.startIndex + place], token) { next[place + 1] = true }
            }
            reached = next
        }
        return reached[name.count]
    }

    private static func fits(_ scalar: Unicode.Scalar, _ token: Token) -> Bool {
        switch token {
        case .character(let wanted): scalar == wanted
        case .one, .any: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
