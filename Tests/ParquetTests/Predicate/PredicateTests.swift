import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct PredicateTests {
    private let id = Column<Int64>("id")
    private let price = Column<Double>("price")
    private let note = Column<String?>("note")

    /// Rows 1…4: prices 9.5, 10.25, NaN, -0; notes "a", null, "abc", "b%".
    private func batch() throws -> RecordBatch {
        var batch = RecordBatch(schema: try Schema(id, price, note))
        batch[id] = [1, 2, 3, 4]
        batch[price] = [9.5, 10.25, .nan, -0.0]
        batch[note] = ["a", nil, "abc", "b%"]
        return batch
    }

    private func file(_ options: ReaderOptions = ReaderOptions()) async throws -> ParquetFile {
        let batch = try batch()
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: batch.schema)
        try writer.append(batch)
        _ = try writer.finish()
        return try await ParquetFile(MemorySource(sink.bytes, name: "x.parquet"), options: options)
    }

    private func ids(_ predicate: Parquet.Predicate) throws -> [Int64] {
        try batch().filtered(where: predicate)[id]
    }

    @Test func operatorsOfColumns() throws {
        #expect(try ids(price > 10) == [2, 3])
        #expect(try ids(price < 10) == [1, 4])
        #expect(try ids(price == 0) == [4])
        #expect(try ids(price != 9.5) == [2, 3, 4])
        #expect(try ids(price >= 10.25) == [2, 3])
        #expect(try ids(price <= 9.5) == [1, 4])
        #expect(try ids(price == .nan) == [3])
        #expect(try ids(price < .nan) == [1, 2, 4])
        #expect(try ids(price >= .nan) == [3])
        #expect(try ids(note == "a") == [1])
        #expect(try ids(note != "a") == [3, 4])
        #expect(try ids(note.isNull) == [2])
        #expect(try ids(note == nil) == [2])
        #expect(try ids(note != nil) == [1, 3, 4])
        #expect(try ids(!(note == nil) && note != "a") == [3, 4])
        // Without a context that asks for a predicate, too; a required column is never null.
        let isNil = note == nil, isThere = note != nil, never = id == nil
        let found: [Parquet.Predicate] = [isNil, isThere, never]
        #expect(found == [.isNull(["note"]), .isNotNull(["note"]), .isNull(["id"])])
        #expect(try ids(never).isEmpty)
        #expect(try ids(note.isNotNull) == [1, 3, 4])
        #expect(try ids(note.isIn(["b%", "abc", "c"])) == [3, 4])
        #expect(try ids(!note.isIn(["b%", "abc", "c"])) == [1])
        #expect(try ids(note.hasPrefix("a")) == [1, 3])
        #expect(try ids(note.like("a_c")) == [3])
        #expect(try ids(note.like("_!%", escape: "!")) == [4])
        #expect(try ids(id > 1 && price < 100 || note == "a") == [1, 2, 4])
        #expect(try ids(!(id > 1 && price < 100)) == [1, 3])
    }

    @Test func nullsAreUnknown() throws {
        // Row 2 has no note: neither the predicate nor its opposite keeps it.
        #expect(try ids(!(note == "a")) == [3, 4])
        #expect(try ids(!(note == "a") || note == "a") == [1, 3, 4])
        #expect(try ids(!(note == "a" && id == 9)) == [1, 2, 3, 4])
        #expect(try ids(!(note == "a" || id == 9)) == [3, 4])
        #expect(try ids(.comparison(["id"], .equal, .null)).isEmpty)
        #expect(try ids(!.comparison(["id"], .equal, .null)).isEmpty)
        #expect(try ids(.isIn(["id"], [.int64(1), .null])) == [1])
        #expect(try ids(!.isIn(["id"], [.int64(1), .null])).isEmpty)
        #expect(try ids(.isIn(["note"], [])).isEmpty)
        #expect(try ids(!.isIn(["note"], [])) == [1, 2, 3, 4])
        #expect(try ids(.and([])) == [1, 2, 3, 4])
        #expect(try ids(.or([])).isEmpty)
    }

    @Test func rowsOfAFile() async throws {
        for keepsDictionaries in [false, true] {
            var options = ReaderOptions()
            options.keepsDictionaries = keepsDictionaries
            options.batchRowLimit = 2
            let file = try await file(options)
            var batches: [RecordBatch] = []
            for try await batch in file.batches(columns: ["price"], where: note == "abc") { batches.append(batch) }
            // The first batch has no such row and is not handed out; the column that is asked is not in the second.
            #expect(batches.map(\.rowCount) == [1])
            #expect(batches[0].schema.columns.map(\.path) == [["price"]])
            #expect(batches[0][price][0].isNaN)
            var prices: [Double] = []
            for try await batch in file.batches(of: id, price, where: id != 3) {
                #expect(batch.schema.columns.count == 2)
                prices += try batch.values(of: price)
            }
            #expect(prices == [9.5, 10.25, 0])
            for try await _ in file.batches(where: id == 5 || .or([])) { Issue.record("there is no such row") }
            var rowCount = 0
            for try await batch in file.batches(where: .and([])) { rowCount += batch.rowCount }
            #expect(rowCount == 4)
        }
    }

    @Test func aReadersMemoryIsUsedAgain() async throws {
        var reader = try await file().reader(columns: ["id"], where: price > 9)
        var batch = RecordBatch(schema: reader.schema)
        #expect(try await reader.next(into: &batch))
        #expect(batch[id] == [1, 2, 3])
        #expect(try await !reader.next(into: &batch))
        #expect(batch.rowCount == 0)
        #expect(try await !reader.next(into: &batch))
    }

    @Test func wholeNumbersAreNotRounded() throws {
        let big = Column<Int64>("big")
        var batch = RecordBatch(schema: try Schema(big))
        batch[big] = [1 << 53, 1 << 53 + 1, .max, .min]
        func kept(_ comparison: Parquet.Predicate.Comparison, _ value: Value) throws -> [Int64] {
            try batch.filtered(where: .comparison(["big"], comparison, value))[big]
        }
        #expect(try kept(.equal, .double(0x1p53)) == [1 << 53])
        #expect(try kept(.greater, .double(0x1p53)) == [1 << 53 + 1, .max])
        #expect(try kept(.greaterOrEqual, .double(0x1p63)).isEmpty)
        #expect(try kept(.less, .double(0x1p63)).count == 4)
        #expect(try kept(.lessOrEqual, .double(-0x1p63)) == [.min])
        #expect(try kept(.less, .double(.nan)).count == 4)
        #expect(try kept(.greater, .double(-.infinity)).count == 4)
        #expect(try kept(.greater, .double(9_007_199_254_740_992.5)) == [1 << 53 + 1, .max])
        #expect(try kept(.equal, .decimal(unscaled: 90_071_992_547_409_930, scale: 1)) == [1 << 53 + 1])
        #expect(try kept(.notEqual, .decimal(unscaled: 5, scale: 1)).count == 4)
    }

    @Test func typedLiteralsHaveTheColumnsMeaning() throws {
        let at = Column<Int64>("at", .timestamp(unit: .micros, isAdjustedToUTC: true))
        var batch = RecordBatch(schema: try Schema(at))
        batch[at] = [999, 1000, 1001]
        // The file has microseconds, the column of this program milliseconds.
        let coarse = Column<Int64?>("at", .timestamp(unit: .millis, isAdjustedToUTC: true))
        #expect(try batch.filtered(where: coarse > 1)[at] == [1001])
        #expect(try batch.filtered(where: coarse >= 1)[at] == [1000, 1001])
        #expect(try batch.filtered(where: coarse == 1)[at] == [1000])
        #expect(
            try batch.filtered(
                where: .comparison(["at"], .less, .timestamp(999_999, unit: .nanos, isAdjustedToUTC: true)))[at] == [
                    999
                ])
        let cents = Column<Int32>("cents", .decimal(precision: 9, scale: 2))
        var sums = RecordBatch(schema: try Schema(cents))
        sums[cents] = [149, 150, 151]
        #expect(try sums.filtered(where: cents > 150)[cents] == [151])
        #expect(try sums.filtered(where: .comparison(["cents"], .greaterOrEqual, .double(1.5)))[cents] == [150, 151])
        #expect(
            try sums.filtered(where: .comparison(["cents"], .equal, .decimal(unscaled: 15, scale: 1)))[cents] == [150])
    }

    @Test func decimalsBeyond128Bits() throws {
        let schema = try Schema(fields: [
            SchemaField("d", .byteArray, logicalType: .decimal(precision: 80, scale: 2), repetition: .required)
        ])
        // 2^136, -2^136, 1 in nineteen bytes, and nothing, which reads as zero.
        let big: [UInt8] = [1] + [UInt8](repeating: 0, count: 17)
        let small: [UInt8] = [0xFF] + [UInt8](repeating: 0, count: 17)
        let one: [UInt8] = [UInt8](repeating: 0, count: 18) + [1]
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(.byteArray([big, small, one, []].reduce(into: ByteArrayValues()) { $0.append($1) }))
            ])
        func count(_ comparison: Parquet.Predicate.Comparison, _ value: Value) throws -> Int {
            try batch.filtered(where: .comparison(["d"], comparison, value)).rowCount
        }
        #expect(try count(.equal, .longDecimal(unscaled: big, scale: 2)) == 1)
        #expect(try count(.less, .longDecimal(unscaled: big, scale: 2)) == 3)
        #expect(try count(.less, .longDecimal(unscaled: small, scale: 2)) == 0)
        #expect(try count(.equal, .decimal(unscaled: 10, scale: 3)) == 1)
        #expect(try count(.greater, .int32(0)) == 2)
        #expect(try count(.equal, .int32(0)) == 1)
        // 2^136 / 100 as a double is not exactly that.
        #expect(try count(.equal, .double(0x1p136 / 100)) == 0)
        #expect(
            try batch.filtered(where: .isIn(["d"], [.longDecimal(unscaled: small, scale: 2), .int32(0)])).rowCount == 2)
    }

    @Test(arguments: [
        (Parquet.Predicate.comparison(["id"], .equal, .string("1")), ParquetError.Code.schema, "id"),
        (.comparison(["note"], .equal, .int32(1)), .schema, "note"),
        (.comparison(["nothing"], .equal, .int32(1)), .argument, "nothing"),
        (.comparison(["group"], .equal, .int32(1)), .argument, "group"),
        (.comparison(["group", "tags"], .equal, .int32(1)), .schema, "group.tags"),
        (.comparison(["day"], .less, .timestamp(0, unit: .millis, isAdjustedToUTC: true)), .schema, "day"),
        (.comparison(["day"], .less, .int32(1)), .schema, "day"),
        (.comparison(["at"], .less, .date(days: 0)), .schema, "at"),
        (.comparison(["at"], .less, .timestamp(0, unit: .millis, isAdjustedToUTC: false)), .schema, "at"),
        (.comparison(["at"], .less, .int64(0)), .schema, "at"),
        (.comparison(["span"], .less, .interval(months: 0, days: 1, milliseconds: 0)), .schema, "span"),
        (.comparison(["id"], .less, .list([])), .schema, "id"),
        (.comparison(["id"], .less, .decimal(unscaled: 1, scale: 10_001)), .argument, "id"),
        (.isIn(["id"], [.null, .boolean(true)]), .schema, "id"),
        (.hasPrefix(["id"], .int64(1)), .schema, "id"),
        (.hasPrefix(["note"], .int64(1)), .schema, "note"),
        (.like(["id"], "1%"), .schema, "id"),
        (.like(["note"], "a!", escape: "!"), .argument, "note"),
        (.or([.and([]), .comparison(["id"], .equal, .string("1"))]), .schema, "id"),
    ])
    func whatCannotBeComparedIsRefused(
        predicate: Parquet.Predicate, code: ParquetError.Code, column: String
    ) throws {
        let schema = try Schema(fields: [
            id.field, note.field, SchemaField("day", .int32, logicalType: .date),
            SchemaField("at", .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true)),
            SchemaField("span", .fixedLengthByteArray, typeLength: 12, logicalType: .interval),
            SchemaField("group", group: [SchemaField("tags", .int32, repetition: .repeated)]),
        ])
        for predicate in [predicate, !predicate] {
            let error = #expect(throws: ParquetError.self) {
                try RecordBatch(schema: schema).filtered(where: predicate)
            }
            #expect(error?.code == code)
            #expect(error?.place.column == column)
        }
    }

    @Test func nestingHasALimit() throws {
        var predicate = id > 1
        for _ in 0..<400 { predicate = !predicate }
        #expect(try ids(predicate) == [2, 3, 4])
        for _ in 0..<200 { predicate = !predicate }
        let error = #expect(throws: ParquetError.self) { try ids(predicate) }
        #expect(error?.code == .argument)
        // Chains do not nest.
        predicate = id == 1
        for number in 0..<1000 { predicate = predicate || id == Int64(number) }
        #expect(try ids(predicate) == [1, 2, 3, 4])
    }

    @Test func aFilesErrorsNameIt() async throws {
        let file = try await file()
        let error = await #expect(throws: ParquetError.self) {
            for try await _ in file.batches(where: Column<String>("id") == "1") {}
        }
        #expect(error?.description == "x.parquet: column id: INT64 cannot be compared with text")
    }

    @Test func typedColumnsAreHeldAgainstTheFile() async throws {
        func count<First, Second>(_ first: Column<First>, _ second: Column<Second>) async throws -> Int {
            var count = 0
            for try await batch in try await file().batches(of: first, second) {
                count += min(batch[first].count, batch[second].count)
            }
            return count
        }
        #expect(try await count(id, note) == 4)
        // A column without nulls can be read as one that may have some.
        #expect(try await count(Column<Int64?>("id"), Column<[UInt8]?>("note")) == 4)
        func refusal<Second>(_ column: Column<Second>) async -> String? {
            let error = await #expect(throws: ParquetError.self) { _ = try await count(id, column) }
            #expect(error?.code == (column.name == "id" || column.name == "note" ? .schema : .argument))
            return error?.description
        }
        #expect(
            await refusal(Column<String>("note")) == "x.parquet: column note: 1 nulls, which String has no value for")
        #expect(await refusal(Column<Int32>("id")) == "x.parquet: column id: INT64 cannot be read as Int32")
        #expect(await refusal(Column<Int64>("id", .timestamp(unit: .millis, isAdjustedToUTC: true))) != nil)
        #expect(await refusal(Column<Int64>("it")) != nil)
        // Only a batch that is handed out need be without nulls.
        let text = Column<String>("note")
        for try await batch in try await file().batches(of: text, where: text != nil) {
            #expect(batch[text] == ["a", "abc", "b%"])
        }
    }

    @Test func valuesOfColumnsOrErrors() throws {
        let batch = try batch()
        #expect(try batch.values(of: id) == [1, 2, 3, 4])
        #expect(try batch.values(of: note) == ["a", nil, "abc", "b%"])
        #expect(try batch.values(of: Column<Int64?>("id")) == [1, 2, 3, 4])
        #expect(try batch.values(of: Column<[UInt8]?>("note"))[0] == [97])
        func code<Value>(_ column: Column<Value>) -> ParquetError.Code? {
            #expect(throws: ParquetError.self) { _ = try batch.values(of: column) }?.code
        }
        #expect(code(Column<String>("note")) == .schema)
        #expect(code(Column<Int32>("id")) == .schema)
        #expect(code(Column<Int64>("it")) == .argument)
        #expect(code(Column<Int64>("id", .timestamp(unit: .millis, isAdjustedToUTC: true))) == .schema)
    }
}
