import ArgumentParser

/// The manual page of a command, in the macros man(7).
struct ManPage {
    /// The names that lead to the command, that of the program first.
    let path: [String]
    let command: CommandDescription

    /// The file's name: `parkett-convert.1`.
    var fileName: String { path.joined(separator: "-") + ".1" }

    /// What the file holds.
    var text: String {
        let name = path.joined(separator: "-")
        var text =
            ".TH \(quoted(name.uppercased())) 1 \"\(Parkett.releaseDate)\" "
            + "\(quoted("parkett \(Parkett.configuration.version)")) \(quoted("User Commands"))\n"
        text += ".SH NAME\n\(escaped(name)) \\- \(sentence(command.abstract ?? ""))\n"
        text += ".SH SYNOPSIS\n" + synopsis
        if let discussion = command.discussion, !discussion.isEmpty {
            text += ".SH DESCRIPTION\n" + ManPage.body(discussion)
        }
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        text += section("ARGUMENTS", arguments.filter { $0.kind == .positional })
        text += section("OPTIONS", arguments.filter { $0.kind != .positional })
        let commands = command.commands.filter(\.shouldDisplay)
        if !commands.isEmpty {
            text += ".SH COMMANDS\n"
            for command in commands {
                text += ".TP\n\\fB\(escaped((path + [command.commandName]).joined(separator: "-")))\\fR(1)\n"
                text += "\(ManPage.line(command.abstract ?? ""))\n"
            }
        }
        text += ".SH SEE ALSO\n"
        let others = path.count > 1 ? Array(path.dropLast()) : [path[0], "exit-codes"]
        return text + "\\fB\(escaped(others.joined(separator: "-")))\\fR(1)\n"
    }

    /// The pages of a command and of those in it.
    static func all(of command: CommandDescription, path: [String] = []) -> [ManPage] {
        let path = path + [command.commandName]
        return [ManPage(path: path, command: command)]
            + command.commands.filter(\.shouldDisplay).flatMap { all(of: $0, path: path) }
    }

    private var synopsis: String {
        var text = "\\fB\(escaped(path.joined(separator: " ")))\\fR"
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        if arguments.contains(where: { $0.kind != .positional }) { text += " [\\fIoptions\\fR]" }
        for argument in arguments where argument.kind == .positional {
            let name = "\\fI\(escaped(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
            text += argument.isOptional ? " [\(name)]" : " \(name)"
        }
        if !command.commands.isEmpty { text += " \\fIcommand\\fR" }
        return text + "\n"
    }

    private func section(_ title: String, _ arguments: [CommandDescription.Argument]) -> String {
        guard !arguments.isEmpty else { return "" }
        var text = ".SH \(title)\n"
        for argument in arguments {
            let value = argument.valueName ?? ""
            var names = argument.spelledNames.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
            if argument.kind == .positional { names = "\\fI\(escaped(value))\\fR" }
            if argument.kind == .option { names += " \\fI\(escaped(value))\\fR" }
            text += ".TP\n\(names)\n"
            var remarks: [String] = []
            if let values = argument.allValues, !values.isEmpty {
                remarks.append("values: \(values.joined(separator: ", "))")
            }
            if let value = argument.defaultValue { remarks.append("default: \(value)") }
            let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
            text += "\(ManPage.line((argument.abstract ?? "") + remark))\n"
        }
        return text
    }

    /// The discussion: lines in capitals are titles, lines that are indented stay as they are, others are text.
    static func body(_ discussion: String) -> String {
        var text = ""
        var isVerbatim = false
        var isParagraph = false
        var blankLines = 0
        func end() {
            if isVerbatim { text += ".fi\n.RE\n" }
            isVerbatim = false
            isParagraph = false
            blankLines = 0
        }
        for part in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = part.drop { $0 == " " }
            if content.isEmpty {
                blankLines += 1
            } else if part.first == " " {
                if !isVerbatim {
                    end()
                    text += ".RS 4\n.nf\n"
                    isVerbatim = true
                }
                if blankLines > 0 { text += ".sp\n" }
                blankLines = 0
                text += "\(line(String(part), keepsSpace: true))\n"
            } else if isTitle(part) {
                end()
                text += ".SS \(quoted(String(part)))\n"
            } else {
                if isVerbatim || blankLines > 0 || !isParagraph {
                    let isFirst = text.isEmpty || text.hasSuffix("\"\n")
                    end()
                    if !isFirst { text += ".PP\n" }
                    isParagraph = true
                }
                text += "\(line(String(part)))\n"
            }
        }
        end()
        return text
    }

    private static func isTitle(_ line: Substring) -> Bool {
        line.count > 3 && line.allSatisfy { $0 == " " || $0 == "," || ($0.isASCII && $0.isUppercase) }
    }

    /// A line that is no request, whatever it begins with.
    private static func line(_ text: String, keepsSpace: Bool = false) -> String {
        let text = escaped(keepsSpace ? text : text.split(separator: "\n").joined(separator: " "))
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private func sentence(_ text: String) -> String {
        ManPage.escaped(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }

    private func escaped(_ text: String) -> String { ManPage.escaped(text) }

    private func quoted(_ text: String) -> String { ManPage.quoted(text) }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text).replacing("\"", with: "\\(dq"))\"" }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "…": escaped += "..."
            case "→": escaped += "\\(->"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
