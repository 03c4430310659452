import ArgumentParser

/// `parkett exit-codes`: what the process tells the shell, of all commands.
struct ExitCodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-codes",
        abstract: "Say what the exit codes mean.",
        discussion: text)

    private static let text = """
          0    What was asked for is done. convert: everything selected that is there
               was converted.
          1    Failure: something cannot be read or written, is no Parquet file, or
               does not fit. convert: the partitions that failed are not written, and
               told; all others are. Standard output that is closed early is such a
               failure, too, but what is converted is complete. contract diff: the
               contracts differ.
          3    convert: a partition had too many lines that are no rows; all others
               are written. Failures of other kinds come first.
          4    convert, infer: none of the selected days is there, or no chunk at all.
               Whether that is worth an alarm, the schedule knows. verify: no partition
               has the line.
          5    convert: OUTPUT holds files in the place of what would be written that
               were not made of these chunks, and --overwrite (of someone else's files:
               --adopt) was not given. Nothing was changed.
          6    check: a file is unsound. verify: something is not as it should be. diff: the
               datasets differ. doctor: the engine fails, or misreads something.
          7    check: no file is unsound, but parts could not be checked.
          8    Another run is at work on the dataset. Nothing was changed; try later.
          64   The arguments make no sense, or the file with options does not. Nothing
               was changed, and trying again does not help.
          130  convert: stopped by Ctrl-C; partitions that were complete are kept, and
               nothing is left of others. A second one ends it at once, and the next
               run finds what is left.
          143  The same, by SIGTERM.
          141  Commands that print, as cat, end by the signal SIGPIPE when nobody
               reads any more, as other filters do.
        """

    func run() throws {
        try Console.write(Array((ExitCodesCommand.text + "\n").utf8))
    }
}
