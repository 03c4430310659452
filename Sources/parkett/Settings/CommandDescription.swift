import ArgumentParser
import Foundation

/// What a command and its arguments are called, as the argument parser tells programs. The options that a file and the environment
/// may hold, and the manual pages, are made of it, so that they cannot differ from what is parsed.
struct CommandDescription: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [CommandDescription]?
    var arguments: [Argument]?
    var shouldDisplay: Bool

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var kind: Kind
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var defaultValue: String?
        var allValues: [String]?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
        var sectionTitle: String?

        /// The name behind two dashes.
        var longName: String? { names?.first { $0.kind == "long" }?.name }

        /// All names, as they are written.
        var spelledNames: [String] { names?.map { ($0.kind == "long" ? "--" : "-") + $0.name } ?? [] }
    }

    private struct Document: Decodable {
        var command: CommandDescription
    }

    /// That of the whole program.
    static func program() throws -> CommandDescription {
        try JSONDecoder().decode(Document.self, from: Data(Parkett._dumpHelp().utf8)).command
    }

    /// The commands in this one, but for the one that shows help.
    var commands: [CommandDescription] { (subcommands ?? []).filter { $0.commandName != "help" } }

    /// The options that a file may give.
    var options: [Argument] {
        (arguments ?? []).filter { argument in
            guard argument.kind != .positional, let name = argument.longName else { return false }
            return !["help", "version", "config"].contains(name)
        }
    }
}
