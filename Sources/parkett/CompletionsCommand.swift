import ArgumentParser

/// `parkett completions`: what has a shell complete the options of this program.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the script that has a shell complete commands, options and files.",
        discussion: """
            bash   parkett completions bash > ~/.local/share/bash-completion/completions/parkett
                   (the package bash-completion must be installed; for all users:
                   /usr/share/bash-completion/completions/parkett)
            zsh    parkett completions zsh > ~/.zsh/completions/_parkett
                   with 'fpath=(~/.zsh/completions $fpath)' before 'compinit' in ~/.zshrc
            fish   parkett completions fish > ~/.config/fish/completions/parkett.fish

            A new shell has them.
            """)

    /// The shells that there is a script for.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var shell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        try Console.write(Array((Parkett.completionScript(for: shell.shell) + "\n").utf8))
    }
}
