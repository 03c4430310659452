import ArgumentParser

/// `parkett replay`: lines in quarantine get another chance.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Convert again what has lines in quarantine, after they were repaired or the schema was changed.",
        discussion: """
            Lines that are no rows are kept in OUTPUT/_parkett/quarantine: parkett quarantine list. \
            Repair them in the source, at the line that is told there, or give a schema that \
            they fit. Then replay makes the partitions that have such lines anew, of all their lines, and \
            no others; of partitions that are made of columns, all. Each comes into its place in one step, with a \
            new receipt, and lines that still are no rows stay in quarantine.

            It takes the same options as convert, which should be those that OUTPUT was made with; without \
            --days it looks at all days. convert does the same where it finds that \
            a source or the schema has changed; replay does it in any case, and leaves the rest alone.

              parkett quarantine list table
              parkett replay logs table --schema wider.json
            """)

    @OptionGroup var conversion: ConvertCommand

    func run() async throws {
        try await conversion.replay()
    }
}
