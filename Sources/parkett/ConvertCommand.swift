import ArgumentParser
import Foundation
import Logging
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// `parkett convert`: days of JSON lines become Parquet files.
struct ConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert days of JSON records to Parquet.",
        discussion: """
            INPUT is a directory such as

              logs/year=2025/month=01/date=25/00-00.json
                                              01-00.json.gz ...

            or a pattern in quotes, 'logs/*/2025-*.json.gz', with *, ?, [a-c] and ** for any \
            directories; or one file; or - for standard input. In a directory, chunks end in .json, .jsonl or .ndjson, with .gz or .zst behind it where they are \
            compressed. Names that start with _ or . are passed over, and any other file is an \
            error. What is named by a pattern or alone is read whatever its ending, and so is \
            standard input; its first bytes tell how it is compressed. Symbolic links are followed. OUTPUT gets the same directories, with \
            part-00000.parquet, part-00001.parquet, ... in them. A partition appears when it is \
            complete, and not before. Rows keep their order: that of the chunks' paths, then \
            that of the lines.

            WHAT IS DONE AGAIN
              Running again does nothing for partitions whose chunks, schema, options and
              files are as they were; chunks that only have another time are read to tell.
              A partition with new or changed chunks is converted again, or with --late add
              gets the rows of new ones in files of their own. One that rows were erased
              from only takes new chunks, and only so. Where chunks are gone and
              it would have fewer rows, it stays as it is, unless --overwrite is given.
              Files that parkett did not write are not touched without --adopt.

            RECEIPTS
              Each partition gets a receipt in OUTPUT/_parkett/receipts: its chunks with
              size, time, SHA-256 and lines; its files with size, rows, nulls and SHA-256;
              hashes of its rows; lines in quarantine; schema and options. Each names the
              one before. --sign-key signs them (openssl genpkey -algorithm ed25519).
              Hashing rows takes about 2 microseconds of a processor for each: of lines of
              420 bytes, a conversion takes 1.8 times as long with 14 columns, and 2.5
              times with 4; --no-row-hashes does without. Hashing chunks takes a sixth to
              a quarter of the rest; --no-source-hashes does without, and a chunk with
              another time then counts as changed. Reading files again adds a tenth to a
              half, most with few columns; --no-reread does without.
              One run at a time changes OUTPUT; what a run left that was killed, the next
              one finishes or removes.

            WHICH DAYS
              --days, else the environment variable DATE_TO_PROCESS (in the same form),
              else yesterday in --time-zone; or --all. Days are those of the directories,
              never those of the events: year=2025/month=1/date=5, date=2025-01-05 and
              year=2025/month=01/date=05 are the same day, and so is
              dt=2025-01-05%2013%3A00, with a time behind it, escaped as Hive does. A
              selected day that is not there is a warning. A tree in which no directory
              names a day needs --all; without key=value directories it is one dataset.

            THE PARTITIONS
              The key=value directories, which OUTPUT has as they are spelled. Of other
              directories --layout says what they mean:

              --layout '{year}/{month}/{day}'          2025/01/25/...
              --layout '{year}/{month}/{day}/{hour}'   2025/01/25/13/... (Firehose)
              --layout '{region}/dt-{date}'            eu/dt-2025-01-25/...
              --layout 'CloudTrail/{region}/{year}/{month}/{day}'

              * stands for anything that makes no partition. Directories below the last
              one belong to the same partition. OUTPUT gets year=2025/month=01/day=25.
              A column of the schema that has the name of a partition's directory is not
              written, since Athena refuses such tables, unless --keep-partition-columns
              is given.

            PARTITIONS BY COLUMNS
              A team that records HTTP requests, in whatever order they come, wants them
              by account and day, and within a day by time:

              --partition-by 'account_id,date:day(time)' --sort-by time

              gives OUTPUT/account_id=1042/date=2025-01-25/part-00000.parquet. A level is
              a column, name:column, or name:transform(column) of a timestamp (in UTC) or
              date: day 2025-01-25, hour 2025-01-25-13, month 2025-01, year 2025; and
              month_of_year 01, day_of_month 25, hour_of_day 13, for levels below another.
              Any number of partitions takes one open file and the memory of --memory;
              rows that do not fit are sorted in temporary files in OUTPUT, which needs
              the room for them. All partitions appear at the end, each in one step.

              Names are escaped as Hive does, null is __HIVE_DEFAULT_PARTITION__. The
              empty string, which Hive takes for null, is an error, unless the files hold
              the column. A column that is a level as it is, like account_id, is not
              written unless --keep-partition-columns is given; time is. What the input's
              directories say is not in the output then. With --overwrite the partitions
              that get rows are replaced, and no others; without, if there is one such,
              nothing is changed (exit code 5).

            THE ORDER OF ROWS
              --sort-by account_id,time         rising, nulls last
              --sort-by 'time desc nulls first' falling

              sorts within each partition; equal rows keep the order of the input. Text
              goes by its UTF-8 bytes, numbers by value, NaN behind all numbers. Readers
              pass over pages by it, and files say it in their sorting columns, up to the
              first that is not written. Parts of structs are named with dots, as user.id.

            A PART OF THE COLUMNS
              --columns account_id,time,path,status writes these, and _extra, if there is
              one, for what does not fit them. The others must still fit the schema, and
              may be sorted by and make partitions; their values are not kept.

            THE RECORDS
              Rows are JSON objects. Chunk by chunk, the first bytes tell how they stand
              in it: one a line; as an array, [{...}, {...}]; or one after another,
              {...}{...}, on one line or over several, as Firehose writes. --records says
              it instead: lines, array, concatenated. Two shapes are never guessed:

              --records-at Records   {"Records": [{...}, {...}]}, as CloudTrail writes;
                                     keys beside the array are counted and ignored
              --records dynamodb     {"Item": {"id": {"S": "a"}, "n": {"N": "1"}}}, a
                                     DynamoDB export, read as {"id": "a", "n": 1}

            THE SCHEMA
              Without --schema it is the one that the last conversion to OUTPUT used, which
              is kept in OUTPUT/_parkett/contract.json; if there is none, it is inferred
              first, from all of the selected lines: parkett infer --help says how. With
              --schema it is that of a file, and what is kept gets the next revision if it
              says something else. Such a file is a contract:

              {"contract": 1, "unknown_keys": "drop", "columns": [
                {"name": "id", "type": "string", "required": true},
                {"name": "action", "type": "string"},
                {"name": "at", "type": "timestamp(millis)", "read": "epoch_seconds"},
                {"name": "scopes", "type": "array<string>"}]}

              or a Parquet message type, a Parquet file, or a CREATE TABLE statement of
              Hive or Athena. Those do not say how timestamps are read: as in RFC 3339,
              or where --epoch says so, from numbers.

              Values that do not fit their column go into a column _extra, as JSON, and so
              do unknown keys, if "unknown_keys" is "extra", which it is if it is absent.
              With "drift": "quarantine", for all or one column, such a line is no row, as
              below; so is one without a value of a "required" column. With "drift":
              "fail" its partition fails. Nothing is dropped silently.
              With "drift": "widen" the column takes the least wider type that holds all
              such values of the partition (int to bigint, decimal(9,2) to decimal(12,4),
              ...; only types that old and new files can be read together by), in a new
              revision of the contract, and the partition is read again. Values that no
              such type holds go into _extra.

            HASHES
              Columns with "hash": "hmac-sha256" are hashed with a key of 16 bytes or more:
              the content of --hash-key-file, else the environment variable
              PARKETT_HASH_KEY.

            LINES THAT ARE NO ROWS
              Lines that are no JSON objects, or that do not fit where the schema says
              quarantine, are kept in OUTPUT/_parkett/quarantine, with their file, line,
              byte, reason and bytes: parkett quarantine list. If a partition has more of
              them than --max-quarantined, a share or a number, nothing of it is written,
              and they are kept in OUTPUT/_parkett/failed. Of every partition, lines are
              rows, blank or quarantined, and the summary tells how many.

            EXIT CODES
              0    everything selected that is there was converted
              1    failure: a file cannot be read or written, a line does not fit where the
                   schema says fail, memory is too small; the partition that failed is not
                   written, and its error is told; all others are
              3    a partition had too many lines that are no rows; all others are written
              4    none of the selected days is there, or no chunk at all
              5    OUTPUT already holds a selected partition that was not made of these
                   chunks, or one that gets rows by --partition-by, and --overwrite was not
                   given, or someone else's files, and --adopt was not: nothing was
                   changed; or a partition would lose rows, and stays as it is
              8    another run is changing OUTPUT
              64   the arguments make no sense
              130  stopped by Ctrl-C (143: by SIGTERM); partitions that were complete
                   are kept, and nothing is left of others; a second signal ends it
                   at once, and the next run finds what is left

            WHAT IS TOLD
              To a terminal, a progress line; else log lines on standard error, with the
              progress every ten seconds: --log-format, --log-level. At the end a summary
              on standard output, or with --json all events. --metrics-file has the numbers
              of the run for Prometheus, also if it failed. --dry-run shows the plan.

            OPTIONS FROM A FILE
              --config FILE, else that of PARKETT_CONFIG, else parkett.json if it is there:
              {"convert": {"codec": "zstd:3", "max-quarantined": "1%", "overwrite": true}}.
              Or from the environment: PARKETT_CONVERT_CODEC=zstd:3. The command line comes
              before the environment, that before the file. parkett help says more.

            EXAMPLES
              Yesterday:     parkett convert logs table --schema audit.json
              Days again:    parkett convert logs table --schema audit.json \\
                               --days 2025-01-25/2025-01-29 --overwrite
              Smaller files: parkett convert logs table --schema audit.json --codec zstd:9
              CloudTrail:    parkett convert trail table --schema trail.json \\
                               --records-at Records \\
                               --layout 'CloudTrail/{region}/{year}/{month}/{day}'
              By account:    parkett convert requests table --schema http.json --all \\
                               --partition-by 'account_id,date:day(time)' --sort-by time
              From a pipe:   aws s3 cp s3://logs/a.json.gz - | parkett convert - table \\
                               --schema audit.json
                             (without --schema it is kept in a file without a name in
                             OUTPUT first, since it is read twice then)
            """)

    @Argument(
        help: "The directory above the partitions, one file, a quoted pattern of files, or - for standard input.",
        completion: .directory)
    var input: String

    @Argument(help: "The directory to write to. It is made if it is missing.", completion: .directory)
    var output: String

    @Option(
        help: ArgumentHelp(
            "The schema: a contract, a Parquet message type, a Parquet file, or a CREATE TABLE statement. (default: the one kept in OUTPUT, else what the lines hold)",
            valueName: "file"),
        completion: .file())
    var schema: String?

    @Option(
        help: ArgumentHelp("A Parquet file whose schema is taken, as with --schema.", valueName: "file"),
        completion: .file(extensions: ["parquet"]))
    var schemaFrom: String?

    @OptionGroup(title: "Inference options") var inference: InferenceArguments

    @Option(help: "A day, as 2025-01-25, or the first and the last one of several: 2025-01-25/2025-01-29.")
    var days: String?

    @Flag(help: "Convert every partition.")
    var all = false

    @Option(help: "The IANA time zone that decides what yesterday is.")
    var timeZone = "UTC"

    @Option(help: "How records stand in the chunks: lines, array, concatenated, dynamodb or auto.")
    var records = "auto"

    @Option(help: "Records are the elements of the array at this key or JSON pointer, as Records or /detail/records.")
    var recordsAt: String?

    @Option(help: "What directories mean that are no key=value ones, as {year}/{month}/{day}.")
    var layout: String?

    @Flag(help: "Write columns that have the name of a partition's directory, too.")
    var keepPartitionColumns = false

    @Option(
        help: ArgumentHelp(
            "Make the output's partitions of columns instead of paths, as account_id,date:day(time).",
            valueName: "columns")
    )
    var partitionBy: String?

    @Option(
        help: ArgumentHelp(
            "Sort the rows of each partition, as account_id,at desc nulls first. (default: the order of the input)",
            valueName: "columns"))
    var sortBy: String?

    @Option(
        help: ArgumentHelp(
            "The columns to write, with commas between them; and _extra. (default: all)", valueName: "columns"))
    var columns: String?

    @Flag(help: "Pass over files that are not chunks.")
    var ignoreOtherFiles = false

    @Flag(
        help:
            "Convert the selected partitions whatever is known of them, replace those that OUTPUT holds, and no others."
    )
    var overwrite = false

    @Option(
        help: ArgumentHelp(
            "What becomes of a partition whose files of INPUT are others than it was made of: rebuild, or add, which adds the rows of new ones.",
            valueName: "how"))
    var late = LateArgument.rebuild

    @Flag(help: "Write into OUTPUT though it holds files that no receipt tells of.")
    var adopt = false

    @Option(
        help: ArgumentHelp("Sign receipts with this Ed25519 key, in PEM.", valueName: "file"), completion: .file())
    var signKey: String?

    @Flag(help: "Do not hash rows, which is faster: receipts then tell of files, not of rows. See RECEIPTS.")
    var noRowHashes = false

    @Flag(
        help: "Do not hash the bytes of chunks: receipts then tell of their size, time and lines alone. See RECEIPTS.")
    var noSourceHashes = false

    @Flag(help: "Do not read files again before they are published.")
    var noReread = false

    @Option(
        help:
            "What becomes of keys that the schema does not name: fail, quarantine of the line, drop, or extra, the column _extra. Without it the schema decides."
    )
    var unknownKeys: UnknownKeysArgument?

    @Option(help: "How many lines of a partition may be no rows: a share, as 0.1%, or a number.")
    var maxQuarantined = QuarantineArgument(.share(0.001))

    @Option(help: "The file with the key for columns that are hashed.")
    var hashKeyFile: String?

    @Option(help: "The most bytes of a file, as 64MiB, 64MB or a number. No file is larger.")
    var fileSize = SizeArgument(64 << 20)

    @OptionGroup var writer: WriterArguments

    @Option(
        help:
            "The most threads that parse, encode and compress. The result is the same for any number. (default: one per processor, as far as the memory goes)"
    )
    var threads: Int?

    @Option(help: "The memory for buffers. A line longer than an eighth of it takes up to seven times its length more.")
    var memory = SizeArgument(256 << 20)

    @Option(help: "The longest line, or record, that is read, up to 256 MB.")
    var maxLine = SizeArgument(256_000_000)

    @Flag(help: "Print events and the summary to standard output, as JSON lines.")
    var json = false

    @OptionGroup(title: "Reporting options") var reporting: ReportingArguments

    /// `--late`.
    enum LateArgument: String, CaseIterable, ExpressibleByArgument {
        case rebuild, add

        var sources: LateSources {
            switch self {
            case .rebuild: .rebuild
            case .add: .add
            }
        }
    }

    /// `--unknown-keys`.
    enum UnknownKeysArgument: String, CaseIterable, ExpressibleByArgument {
        case fail, quarantine, drop, extra

        var policy: SchemaContract.UnknownKeys {
            switch self {
            case .fail: .fail
            case .quarantine: .quarantine
            case .drop: .drop
            case .extra: .extra
            }
        }
    }
}
