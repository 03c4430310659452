public import Parquet

/// What directories without `key=value` names mean, as a template: `{year}/{month}/{day}` for `2025/02/24`.
///
/// Between slashes, `{name}` stands for a value and makes a level of the partition's path called `name`; `*` for anything, which
/// is left out; all else for itself. So `AWSLogs/{account}/CloudTrail/{region}/{year}/{month}/{day}` is where CloudTrail writes.
///
/// `{year}` is four digits, `{month}`, `{day}` and `{hour}` are one or two, and `{date}` is `2025-02-24`; these tell the day. They
/// may follow each other (`{year}{month}{day}` for `20250224`), where others need something between them. Directories below
/// the template's last belong to the same partition.
public struct PathLayout: Sendable, Hashable, CustomStringConvertible {
    private enum Part: Sendable, Hashable {
        case literal([UInt8])
        case anything
        case value(String)
    }

    /// The template as it was given.
    public let description: String
    private let components: [[Part]]

    /// How many directories the template has.
    public var depth: Int { components.count }

    /// The names of the levels, the outermost first.
    public var names: [String] {
        components.flatMap { $0.compactMap { if case .value(let name) = $0 { name } else { nil } } }
    }

    /// The layout that `text` describes.
    ///
    /// - Throws: `ParquetError` with code `argument` if it is no template, has no value, or one twice.
    public init(_ text: String) throws(ParquetError) {
        description = text
        var components: [[Part]] = []
        let trimmed = text.hasSuffix("/") ? text.dropLast() : text[...]
        for component in trimmed.split(separator: "/", omittingEmptySubsequences: false) {
            components.append(try PathLayout.parts(component, in: text))
        }
        self.components = components
        let names = names.map { $0.lowercased() }
        guard !names.isEmpty else { throw PathLayout.error(text, "it has no value; write {year}/{month}/{day}") }
        guard Set(names).count == names.count else { throw PathLayout.error(text, "a value is there twice") }
    }

    private static func error(_ text: String, _ reason: String) -> ParquetError {
        ParquetError(.argument, "'\(text)' is no layout of paths: \(reason)")
    }

    private static func parts(_ component: Substring, in text: String) throws(ParquetError) -> [Part] {
        guard !component.isEmpty, component != ".", component != ".." else {
            throw error(text, "a directory has no name")
        }
        var parts: [Part] = []
        var rest = component[...]
        while let first = rest.first {
            if first == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw error(text, "a '{' is not closed") }
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                let isName =
                    !name.isEmpty
                    && name.utf8.allSatisfy {
                        $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                            || (0x61...0x7A).contains($0)
                    }
                guard isName else { throw error(text, "'{\(name)}' is no name of letters, digits and _") }
                if case .value(let before)? = parts.last, !isDigits(before) || !isDigits(name) {
                    throw error(text, "nothing stands between {\(before)} and {\(name)}")
                }
                parts.append(.value(name))
                rest = rest[rest.index(after: end)...]
            } else if first == "*" {
                parts.append(.anything)
                rest = rest.dropFirst()
            } else {
                let end = rest.firstIndex { $0 == "{" || $0 == "*" } ?? rest.endIndex
                let literal = rest[..<end]
                guard !literal.contains("}") else { throw error(text, "a '}' closes nothing") }
                parts.append(.literal(Array(literal.utf8)))
                rest = rest[end...]
            }
        }
        return parts
    }

    /// Whether the value called `name` is of digits alone.
    private static func isDigits(_ name: String) -> Bool { lengths(name) != nil && name.lowercased() != "date" }

    /// How long the values are that tell the day, nil for others.
    private static func lengths(_ name: String) -> ClosedRange<Int>? {
        switch name.lowercased() {
        case "year": 4...4
        case "month", "day", "hour": 1...2
        case "date": 10...10
        default: nil
        }
    }

    /// The levels that the first directories of a path stand for; fewer than all if the path is shorter than the template. Nil
    /// if a directory does not fit.
    func levels(of directories: [String]) -> [(key: String, value: String)]? {
        var levels: [(key: String, value: String)] = []
        for (directory, parts) in zip(directories, components) {
            guard let found = PathLayout.match(Array(directory.utf8)[...], parts[...]) else { return nil }
            levels += found
        }
        return levels
    }

    /// The values of a directory's name: of several ways to read it, that with the longest first values.
    private static func match(
        _ name: ArraySlice<UInt8>, _ parts: ArraySlice<Part>
    ) -> [(key: String, value: String)]? {
        guard let part = parts.first else { return name.isEmpty ? [] : nil }
        let rest = parts.dropFirst()
        switch part {
        case .literal(let bytes):
            return name.starts(with: bytes) ? match(name.dropFirst(bytes.count), rest) : nil
        case .anything:
            for length in stride(from: name.count, through: 0, by: -1) {
                if let found = match(name.dropFirst(length), rest) { return found }
            }
            return nil
        case .value(let key):
            let lengths = lengths(key) ?? 1...max(1, name.count)
            for length in stride(from: min(lengths.upperBound, name.count), through: lengths.lowerBound, by: -1) {
                let value = name.prefix(length)
                guard fits(value, key), let found = match(name.dropFirst(length), rest) else { continue }
                return [(key, String(decoding: value, as: UTF8.self))] + found
            }
            return nil
        }
    }

    private static func fits(_ value: ArraySlice<UInt8>, _ key: String) -> Bool {
        guard lengths(key) != nil else { return String(validating: value, as: UTF8.self) != nil }
        let isDate = key.lowercased() == "date"
        return value.enumerated().allSatisfy { place, byte in
            isDate && (place == 4 || place == 7) ? byte == 0x2D : (0x30...0x39).contains(byte)
        }
    }
}
