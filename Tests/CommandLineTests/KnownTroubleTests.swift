import Foundation
import Testing

/// What public threads about other tools complain of, done here, where no other test shows it. `Tests/README.md` lists all of them.
@Suite struct KnownTroubleTests {
    /// Converts `days`, the text of each day's lines, without a schema, and gives the schema of each day's file.
    private func schemas(_ days: [String], _ arguments: [String] = []) throws -> [String] {
        var found: [String] = []
        try Program.inScratchDirectory { program in
            for (day, lines) in zip(10..., days) { try program.write("logs/date=2025-01-\(day)/00.json", lines) }
            let run = try program.run(["convert", "logs", "table", "--all"] + arguments)
            #expect(run.exitCode == 0, "\(run.errors)")
            for (day, _) in zip(10..., days) {
                found.append(try program.run("schema", "table/date=2025-01-\(day)/part-00000.parquet").output)
            }
        }
        return found
    }

    /// ZJONSSON/parquetjs#75: `ARRAY<STRING>` in two levels, which Athena does not read. prestodb/presto#3227,
    /// apache/parquet-java#1762, apache/iceberg PR 3723: `bag.array_element` and other names, which are read as NULL.
    @Test func arraysHaveThreeLevelsOfTheirOwnNames() throws {
        let schema = try schemas(["{\"tags\":[\"a\"],\"pairs\":[{\"k\":1}]}\n"])[0]
        for text in [
            "optional group tags (LIST) {\n    repeated group list {\n      optional binary element (STRING);",
            "optional group pairs (LIST) {\n    repeated group list {\n      optional group element {",
        ] {
            #expect(schema.contains(text), "\(schema)")
        }
    }

    /// crowemi/target-s3#23, pola-rs/polars#18244: a nested field that is null throughout one file is `list<null>` there.
    /// NatLabRockies/buildstockbatch#269: a column that is null in one partition gets another type in it. Here all files of a table
    /// have one schema, also if a partition has nothing but nulls, and whichever is converted first.
    @Test func filesOfOneTableHaveOneSchema() throws {
        let full = "{\"id\":1,\"tags\":[\"a\"],\"device\":{\"os\":\"x\",\"marks\":[1.5]},\"note\":\"n\"}\n"
        let empty = "{\"id\":2,\"tags\":null,\"device\":{\"os\":null,\"marks\":[]},\"note\":null}\n"
        for days in [[full, empty], [empty, full], [full, "{}\n", empty]] {
            let found = try schemas(days)
            #expect(Set(found).count == 1, "\(found)")
            #expect(found[0].contains("optional double element") && found[0].contains("optional binary note (STRING)"))
        }
        // A day that comes later, and has only nulls, is read by the contract that is kept.
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-10/00.json", full)
            #expect(try program.run("convert", "logs", "table", "--all").exitCode == 0)
            try program.write("later/date=2025-01-11/00.json", empty)
            #expect(try program.run("convert", "later", "table", "--all").exitCode == 0)
            let files = (10...11).map { "table/date=2025-01-\($0)/part-00000.parquet" }
            #expect(try Set(files.map { try program.run("schema", $0).output }).count == 1)
        }
    }

    /// aws/aws-sdk-pandas#57: HIVE_BAD_DATA, INT64 in the file and string in the table. The files are of the types that the CREATE TABLE
    /// statement names, whatever the lines hold; what does not fit goes into `_extra`.
    @Test func filesHaveTheTypesOfTheTable() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "table.sql",
                "CREATE EXTERNAL TABLE t (id string, n bigint, price decimal(9,2)) PARTITIONED BY (`date` string)")
            try program.write(
                "logs/date=2025-01-10/00.json", "{\"id\":7,\"n\":1,\"price\":1.5}\n{\"id\":\"8\",\"n\":\"2\"}\n")
            let run = try program.run("convert", "logs", "table", "--all", "--schema", "table.sql")
            #expect(run.exitCode == 0, "\(run.errors)")
            let schema = try program.run("schema", "table/date=2025-01-10/part-00000.parquet").output
            for column in ["binary id (STRING);", "int64 n;", "int32 price (DECIMAL(9,2));"] {
                #expect(schema.contains("optional \(column)"), "\(schema)")
            }
            #expect(
                try program.run("cat", "table/date=2025-01-10/part-00000.parquet").output == #"""
                    {"id":null,"n":1,"price":"1.50","_extra":"{\"id\":7}"}
                    {"id":"8","n":null,"price":null,"_extra":"{\"n\":\"2\"}"}

                    """#)
        }
    }

    /// redpanda-data/connect#3570, apache/spark PR 39905: TIMESTAMP(NANOS), "illegal Parquet type". What is inferred of text is never
    /// finer than microseconds. trinodb/trino#4662, buildstockbatch#221, mitodl/ol-data-platform#21: dates in the year 43969, since units
    /// were taken for others. The unit is in the file, and the instant comes back.
    @Test func timesAreOfTheUnitThatTheFileSays() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "logs/date=2025-01-10/00.json",
                "{\"a\":\"2025-01-10T12:00:00.5Z\",\"b\":\"2025-01-10T12:00:00.000001Z\",\"c\":\"2025-01-10T12:00:00.000000001Z\",\"d\":\"2025-01-10\",\"e\":1736510400,\"f\":1736510400.000001}\n"
            )
            let run = try program.run(
                "convert", "logs", "table", "--all", "--epoch", "e=seconds", "--epoch", "f=seconds")
            #expect(run.exitCode == 0, "\(run.errors)")
            let schema = try program.run("schema", "table/date=2025-01-10/part-00000.parquet").output
            for column in [
                "int64 a (TIMESTAMP(MILLIS,true));", "int64 b (TIMESTAMP(MICROS,true));", "binary c (STRING);",
                "int32 d (DATE);", "int64 e (TIMESTAMP(MILLIS,true));", "int64 f (TIMESTAMP(MICROS,true));",
            ] {
                #expect(schema.contains("optional \(column)"), "\(schema)")
            }
            #expect(!schema.contains("NANOS"))
            #expect(
                try program.run("cat", "table/date=2025-01-10/part-00000.parquet").output
                    == #"{"a":"2025-01-10T12:00:00.500Z","b":"2025-01-10T12:00:00.000001Z","c":"2025-01-10T12:00:00.000000001Z","d":"2025-01-10","e":"2025-01-10T12:00:00.000Z","f":"2025-01-10T12:00:00.000001Z","_extra":null}"#
                    + "\n")
        }
    }

    /// apache/spark PR 31960 and 31921, apache/arrow#1470: unsigned integers, which Spark does not read or makes odd types of. None is
    /// ever written: what exceeds a signed type is a decimal.
    @Test func noUnsignedIntegers() throws {
        let schema = try schemas(["{\"a\":255,\"b\":65535,\"c\":4294967295,\"d\":18446744073709551615}\n"])[0]
        #expect(!schema.contains("UINT") && !schema.contains(",false)"), "\(schema)")
        #expect(schema.contains("d (DECIMAL(38,0));"))
        let small = try schemas(["{\"a\":255}\n"], ["--int32"])[0]
        #expect(small.contains("optional int32 a;"), "\(small)")
    }

    /// apache/spark PR 22148, prestodb/presto#4136, apache/datafusion-comet#3760: columns that differ only by case are NULL or an error.
    /// Keys that do become columns of different names, and a contract with two such columns is none.
    @Test func columnsDifferByMoreThanCase() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-10/00.json", "{\"userId\":1,\"userid\":\"a\",\"USERID\":true}\n")
            let infer = try program.run("infer", "logs")
            #expect(infer.errors.contains("is the key \"userId\", whose name another column has but for case or signs"))
            #expect(try program.run("convert", "logs", "table", "--all").exitCode == 0)
            #expect(
                try program.run("cat", "table/date=2025-01-10/part-00000.parquet").output
                    == #"{"userid_3":1,"userid":"a","userid_2":true,"_extra":null}"# + "\n")
            try program.write(
                "two.json",
                "{\"contract\":1,\"columns\":[{\"name\":\"userId\",\"type\":\"int\"},{\"name\":\"userid\",\"type\":\"int\"}]}"
            )
            let two = try program.run("convert", "logs", "t", "--all", "--schema", "two.json")
            #expect(two.exitCode == 1)
            #expect(two.errors.contains("case makes no difference"), "\(two.errors)")
        }
    }

    /// trinodb/trino#19052, bytedance/bolt#46: UUIDs in 16 bytes, ordered otherwise by readers, so that rows are missing. They are strings
    /// unless they are asked for.
    @Test func identifiersAreStringsUnlessAskedFor() throws {
        let line = "{\"id\":\"123e4567-e89b-12d3-a456-426614174000\"}\n"
        #expect(try schemas([line])[0].contains("optional binary id (STRING);"))
        #expect(try schemas([line], ["--uuid"])[0].contains("id (UUID);"))
    }

    /// pola-rs/polars#13768, #19138: errors that are ignored change values. Every line is a row, or the run ends with its place:
    /// there is no way to have lines left out.
    @Test func everyLineIsARowOrAnError() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-10/00.json", "{\"a\":1}\n\n{\"a\":1.9}\n \n{\"a\":null}\n{}\n")
            try program.write("int.json", "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"int\"}]}")
            let run = try program.run("convert", "logs", "table", "--all", "--schema", "int.json")
            #expect(run.output.contains("4 rows of 6 lines, 2 blank, 1 values that did not fit kept in _extra (a 1)"))
            #expect(
                try program.run("cat", "table/date=2025-01-10/part-00000.parquet").output == #"""
                    {"a":1,"_extra":null}
                    {"a":null,"_extra":"{\"a\":1.9}"}
                    {"a":null,"_extra":null}
                    {"a":null,"_extra":null}

                    """#)
        }
    }
}

/// `Tests/README.md` says where each is tested.
@Suite struct KnownTroubleListTests {
    /// Every test that the list names is there.
    @Test func theListIsTrue() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let list = try String(contentsOf: tests.appendingPathComponent("README.md"), encoding: .utf8)
        var named = 0
        for part in list.split(separator: "`", omittingEmptySubsequences: false) where part.contains(".swift ") {
            let words = part.split(separator: " ")
            try #require(words.count == 2, "\(part)")
            let source = try String(contentsOf: tests.appendingPathComponent(String(words[0])), encoding: .utf8)
            #expect(source.contains("func \(words[1])("), "\(part)")
            named += 1
        }
        #expect(named > 30)
    }
}
