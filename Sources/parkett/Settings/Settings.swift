import Foundation
import Parquet
import ParquetDataset
import Synchronization

/// Options from a file and from the environment. They are put before those of the command line, as arguments, where it does not give
/// them: the command line comes first, then the environment, then the file, then the defaults.
struct Settings {
    private static let noted = Mutex<[String]>([])
    private static let added = Mutex<[String]>([])

    /// The arguments that were put in front, each with where it is from.
    static var origins: [String] { added.withLock { $0 } }

    /// What is odd about the environment, a sentence each.
    static var remarks: [String] { noted.withLock { $0 } }

    /// Options of which one says what another does: who gives one takes back those given in a lesser place.
    private static let alternatives: [Set<String>] = [["all", "days"], ["schema", "schema-from"]]

    private let environment: [String: String]
    private let program: CommandDescription

    /// The arguments of the command line, with those of the file and the environment.
    ///
    /// - Throws: `ParquetError` with code `argument` for a file that cannot be read or that does not say what it should.
    static func expanded(_ arguments: [String], environment: [String: String]) throws -> [String] {
        var arguments = arguments
        let given = try takeFile(from: &arguments)
        // Who asks for help gets it.
        let asks = ["--help", "-h", "--version", "--experimental-dump-help", "--generate-completion-script"]
        let words = arguments.prefix { $0 != "--" }
        guard !words.contains(where: asks.contains), words.first != "help" else { return arguments }
        let defaultFile = FileManager.default.fileExists(atPath: "parkett.json") ? "parkett.json" : ""
        let file = given ?? environment["PARKETT_CONFIG"] ?? defaultFile
        guard !file.isEmpty || environment.keys.contains(where: { $0.hasPrefix("PARKETT_") }) else { return arguments }
        let settings = Settings(environment: environment, program: try CommandDescription.program())
        return try settings.expanded(arguments, file: file.isEmpty ? nil : SettingsFile(file, of: settings.program))
    }

    /// Takes `--config FILE` away.
    private static func takeFile(from arguments: inout [String]) throws -> String? {
        guard
            let place = arguments.prefix(while: { $0 != "--" }).firstIndex(where: {
                $0 == "--config" || $0.hasPrefix("--config=")
            })
        else { return nil }
        let word = arguments.remove(at: place)
        if word != "--config" { return String(word.dropFirst("--config=".count)) }
        guard place < arguments.count else {
            throw ParquetError(.argument, "--config needs the name of a file behind it")
        }
        return arguments.remove(at: place)
    }

    private func expanded(_ arguments: [String], file: SettingsFile?) throws -> [String] {
        var command = program
        var path: [String] = []
        while path.count < arguments.count,
            let next = command.commands.first(where: { $0.commandName == arguments[path.count] })
        {
            path.append(next.commandName)
            command = next
        }
        guard !path.isEmpty else { return arguments }
        let words = arguments.dropFirst(path.count).prefix { $0 != "--" }
        var taken = Set(command.options.filter { Settings.gives($0, words) }.compactMap(\.longName))
        var added: [String] = []
        /// Adds what one place says of options of which no greater place says anything.
        func add(_ settings: [(name: String, arguments: [String])], from place: String) {
            let before = taken
            for setting in settings where !Settings.names(like: setting.name).contains(where: before.contains) {
                added += setting.arguments
                Settings.added.withLock { $0 += setting.arguments.map { "\($0) (\(place))" } }
                taken.insert(setting.name)
            }
        }
        add(try ofEnvironment(path, command), from: "environment")
        // The day that the environment names comes before those of a file.
        if path == ["convert"], environment["DATE_TO_PROCESS"] != nil { taken.insert("days") }
        if let file { add(file.settings(path), from: file.path) }
        return Array(arguments[..<path.count]) + added + Array(arguments[path.count...])
    }

    /// Whether the words of the command line hold an option.
    private static func gives(_ option: CommandDescription.Argument, _ words: ArraySlice<String>) -> Bool {
        option.spelledNames.contains { name in
            words.contains { word in
                name.hasPrefix("--") ? word == name || word.hasPrefix(name + "=") : word.hasPrefix(name)
            }
        }
    }

    /// The names that say no less than `name` does: its own, its opposite, its alternatives.
    private static func names(like name: String) -> Set<String> {
        var names: Set<String> = [name, name.hasPrefix("no-") ? String(name.dropFirst(3)) : "no-" + name]
        for group in alternatives where group.contains(name) { names.formUnion(group) }
        return names
    }

    /// What variables such as `PARKETT_CONVERT_FILE_SIZE` say.
    private func ofEnvironment(
        _ path: [String], _ command: CommandDescription
    ) throws -> [(name: String, arguments: [String])] {
        func variable(_ names: [String]) -> String {
            names.map { $0.uppercased().replacing("-", with: "_") }.joined(separator: "_")
        }
        let prefix = variable(["parkett"] + path) + "_"
        let options = command.options
        var found: [(name: String, arguments: [String])] = []
        for (key, value) in environment.sorted(by: { $0.key < $1.key }) where key.hasPrefix(prefix) {
            guard let option = options.first(where: { prefix + variable([$0.longName ?? ""]) == key }) else {
                // Variables of others may begin the same way, so that this is no error.
                let near = NearNames.nearest(key, options.map { prefix + variable([$0.longName ?? ""]) }).first
                Settings.noted.withLock {
                    $0.append(
                        "the environment variable \(key) names no option"
                            + (near.map { "; did you mean \($0)?" } ?? ""))
                }
                continue
            }
            let values = option.isRepeating ? value.split(separator: ",").map(String.init) : [value]
            found.append(
                (option.longName ?? "", try SettingsFile.arguments(option, values, options, isText: true, place: key)))
        }
        return found
    }
}
