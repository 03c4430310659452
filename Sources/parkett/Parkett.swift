import ArgumentParser

/// The command line: arguments in, events out.
@main
struct Parkett: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parkett",
        abstract: "Turn audit logs of JSON lines into Parquet, and look at Parquet files.",
        discussion: """
            A first run, with made-up data:

              parkett generate signin sample --events 50000
              parkett convert sample table --schema Examples/signin.contract.json --all

            (Examples is a folder of the source code; help convert shows what such a file
            says.) Then ask any engine, for instance DuckDB:

              select action, count(*) from 'table/**/*.parquet' group by 1;
            """,
        version: "0.1.0",
        subcommands: [
            ConvertCommand.self, InferCommand.self, ContractCommand.self, QuarantineCommand.self, CatCommand.self,
            ScanCommand.self, CountCommand.self, SchemaCommand.self, MetaCommand.self, PagesCommand.self,
            CheckCommand.self, RewriteCommand.self, GenerateCommand.self,
        ])
}
