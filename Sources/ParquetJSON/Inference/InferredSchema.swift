public import Parquet

/// What came of an inference: a contract that fits every line, and what was seen.
public struct InferredSchema: Sendable {
    /// The contract.
    public let contract: SchemaContract
    /// The paths, parents before what is in them, in the order of the columns.
    public let keys: [Key]
    /// What people should know, in the order of the paths.
    public let notes: [Note]
    /// What the lines were.
    public let counts: LineCounts
    /// The bytes of the lines.
    public let byteCount: Int

    /// The values of one path.
    public struct Key: Sendable, Equatable {
        /// The column's name, those of the structs it is in before it: `device.os`. The elements of an array are `tags[]`, the
        /// values of a map `labels{}`.
        public var path: String
        /// The keys from the start of the line, as a JSON pointer; `*` for the elements of arrays and the values of maps.
        public var pointer: String
        /// The type, as Athena and Hive name it; of structs, arrays and maps just that.
        public var type: String
        /// How many objects or arrays there were that could have the value: for keys of a line, the lines. Elements of arrays are always
        /// there.
        public var parentCount: Int
        /// How often the value was there, null included.
        public var presentCount: Int
        /// How often it was null.
        public var nullCount: Int
        /// How many different values there were, estimated to about 2.3 %.
        public var distinctCount: Int
        /// The smallest and the greatest number, time or day, as text; nil if there is none.
        public var range: ClosedRangeText?
        /// The length of the longest value, as written in JSON without quotes, in bytes. 0 for booleans.
        public var longest: Int
        /// The first value that is not null, as JSON, cut short; empty if there is none.
        public var example: String
    }

    /// The two ends of a range, as text.
    public struct ClosedRangeText: Sendable, Equatable {
        /// The smallest.
        public var least: String
        /// The greatest.
        public var greatest: String

        /// The range from `least` to `greatest`.
        public init(least: String, greatest: String) {
            self.least = least
            self.greatest = greatest
        }
    }

    /// Something that people should know about a path, or about all.
    public struct Note: Sendable, Equatable {
        /// The path, as that of a `Key`; empty if it is about all.
        public var path: String
        /// What is the matter.
        public var message: String
        /// Where it was seen first.
        public var places: [Place]
    }

    /// A place of a value.
    public struct Place: Sendable, Equatable {
        /// What is there.
        public var what: String
        /// The ordinal of the file, as it was given to `SchemaInference.read`.
        public var chunk: Int
        /// The line in the file, from 1.
        public var line: Int

        /// A place with `what` in it.
        public init(what: String, chunk: Int, line: Int) {
            self.what = what
            self.chunk = chunk
            self.line = line
        }
    }
}

extension SchemaInference {
    /// The contract that the lines make, and what was seen.
    ///
    /// - Throws: `ParquetError` with code `input` if there was no line with a key, and `argument` if an option names a column that is
    ///   not there or a rule that reads no numbers.
    public func result(_ options: InferenceOptions = .init()) throws(ParquetError) -> InferredSchema {
        let places = LinePlaces(blocks)
        var builder = InferredSchemaBuilder(tree: recorder.tree, options: options, places: places)
        let columns = try builder.columns()
        var notes = builder.notes
        if let firstLeftOut {
            let count = counts.rejectedLines
            notes.append(
                InferredSchema.Note(
                    path: "",
                    message:
                        "\(count) \(count == 1 ? "line is no JSON object" : "lines are no JSON objects") and left out",
                    places: [places.place(firstLeftOut.reason, firstLeftOut.place)].compactMap { $0 }))
        }
        return InferredSchema(
            contract: try SchemaContract(columns: columns), keys: builder.keys, notes: notes, counts: counts,
            byteCount: byteCount)
    }
}

/// The lines of places: how many lines come before each block.
struct LinePlaces: Sendable {
    private var linesBefore: [SightingPlace: Int] = [:]

    init(_ blocks: [(place: SightingPlace, lines: Int)]) {
        var chunk = -1
        var sum = 0
        for block in blocks.sorted(by: { $0.place < $1.place }) {
            if block.place.chunk != chunk { sum = 0 }
            chunk = block.place.chunk
            linesBefore[block.place] = sum
            sum += block.lines
        }
    }

    /// The place as people count; nil if it is none.
    func place(_ what: String, _ place: SightingPlace) -> InferredSchema.Place? {
        guard place != .none, let before = linesBefore[SightingPlace(chunk: place.chunk, block: place.block)] else {
            return nil
        }
        return InferredSchema.Place(what: what, chunk: place.chunk, line: before + place.line + 1)
    }
}
