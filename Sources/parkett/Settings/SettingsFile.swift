import Foundation
import Parquet
import ParquetDataset
import ParquetJSON

/// A file with options: a JSON object with a member for each command, whose members are the long names of its options.
///
///     {"convert": {"codec": "zstd:3", "overwrite": true, "epoch": ["at=seconds"]}, "quarantine": {"list": {"json": true}}}
struct SettingsFile {
    let path: String
    /// What is said for each command, by the names that lead to it.
    private var settings: [[String]: [(name: String, arguments: [String])]] = [:]

    /// Reads the file at `path`, all of it, whichever command is run.
    ///
    /// - Throws: `ParquetError` with code `argument` if it cannot be read, names what is not there, or gives a value of another kind.
    init(_ path: String, of program: CommandDescription) throws(ParquetError) {
        self.path = path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ParquetError(.argument, "the file with options cannot be read", at: .init(file: path))
        }
        do throws(ParquetError) {
            let document = try JSONValue.parse([UInt8](data))
            try read(document, of: program, at: [])
        } catch {
            let place = error.place.byteOffset.map { "byte \($0): " } ?? ""
            throw ParquetError(.argument, place + error.message, at: .init(file: path))
        }
    }

    /// What is said for the command that the names `path` lead to.
    func settings(_ path: [String]) -> [(name: String, arguments: [String])] {
        settings[path] ?? []
    }

    private mutating func read(
        _ value: JSONValue, of command: CommandDescription, at names: [String]
    ) throws(ParquetError) {
        let place = names.isEmpty ? "the document" : names.joined(separator: ".")
        guard case .object(let members) = value.content else {
            throw ParquetError(.argument, "\(place) is \(value.kindName), it should be an object")
        }
        let options = names.isEmpty ? [] : command.options
        for member in members {
            let inner = (names + [member.key]).joined(separator: ".")
            if let next = command.commands.first(where: { $0.commandName == member.key }) {
                try read(member.value, of: next, at: names + [member.key])
            } else if let option = options.first(where: { $0.longName == member.key }) {
                let (values, isText) = try SettingsFile.values(member.value, inner)
                settings[names, default: []].append(
                    (member.key, try SettingsFile.arguments(option, values, options, isText: isText, place: inner)))
            } else {
                let known = command.commands.map(\.commandName) + options.compactMap(\.longName)
                throw NearNames.error("\(inner) is no \(names.isEmpty ? "command" : "option")", member.key, known)
            }
        }
    }

    /// The values as they stand on a command line, and whether they are text.
    private static func values(
        _ value: JSONValue, _ place: String
    ) throws(ParquetError) -> (values: [String], isText: Bool) {
        switch value.content {
        case .string(let text): return ([text], true)
        case .number(let digits): return ([digits], true)
        case .boolean(let flag): return (["\(flag)"], false)
        case .array(let elements):
            var texts: [String] = []
            for element in elements {
                guard case .string(let text) = element.content else {
                    throw ParquetError(.argument, "\(place) should be an array of strings")
                }
                texts.append(text)
            }
            return (texts, true)
        case .null, .object:
            throw ParquetError(
                .argument, "\(place) is \(value.kindName), it should be a string, a number, true, false or an array")
        }
    }

    /// The arguments that give `option` these values.
    ///
    /// - Parameters:
    ///   - options: those of the command.
    ///   - isText: whether the values are text, which says of a flag whether it is set only in the environment.
    ///   - place: what is said to be wrong.
    static func arguments(
        _ option: CommandDescription.Argument, _ values: [String], _ options: [CommandDescription.Argument],
        isText: Bool, place: String
    ) throws(ParquetError) -> [String] {
        let name = option.longName ?? ""
        if option.kind == .flag {
            let isSet: Bool
            switch values.first {
            case "true", "1": isSet = true
            case "false", "0": isSet = false
            default: throw ParquetError(.argument, "\(place) should be true or false")
            }
            if isSet { return ["--\(name)"] }
            let opposite = name.hasPrefix("no-") ? String(name.dropFirst(3)) : "no-\(name)"
            return options.contains { $0.longName == opposite } ? ["--\(opposite)"] : []
        }
        guard isText else { throw ParquetError(.argument, "\(place) is true or false, it should be a value") }
        guard option.isRepeating || values.count == 1 else {
            throw ParquetError(.argument, "\(place) takes one value, not an array")
        }
        return values.map { "--\(name)=\($0)" }
    }
}
