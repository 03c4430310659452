import Foundation
import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct ConversionPlanTests {
    private func plan(
        _ files: [String], _ selection: DaySelection, ignoreOtherFiles: Bool = false
    ) throws -> ConversionPlan {
        let scratch = try ScratchDirectory()
        for file in files { try scratch.write(file) }
        return try ConversionPlan(input: scratch.path, selection: selection, ignoreOtherFiles: ignoreOtherFiles)
    }

    private func chunks(_ plan: ConversionPlan) -> [String] {
        plan.partitions.flatMap { $0.chunks.map(\.relativePath) }
    }

    @Test func daysAreMatchedWithAndWithoutLeadingZeros() throws {
        let plan = try plan(
            [
                "year=2025/month=02/date=03/00-00.json", "year=2025/month=2/date=3/00-00.json",
                "year=2025/month=2/date=4/00-00.json", "year=2025/month=02/date=05/00-00.json",
                "year=2024/month=02/date=03/00-00.json", "date=2025-02-04/a.jsonl",
                "account_id=7/date=2025-02-03/b.ndjson",
            ], .days(try DateRange("2025-02-03/2025-02-04")))
        #expect(
            plan.partitions.map(\.path.description) == [
                "account_id=7/date=2025-02-03", "date=2025-02-04", "year=2025/month=02/date=03",
                "year=2025/month=2/date=3", "year=2025/month=2/date=4",
            ])
        #expect(plan.absentDays.isEmpty)
        #expect(plan.warnings.count == 1 && plan.warnings[0].contains("month=2/date=3"))
    }

    @Test func absentDaysAreWarnings() throws {
        let plan = try plan(
            ["date=2025-01-03/a.json", "date=2025-01-07/a.json", "date=2025-02-01/a.json"],
            .days(try DateRange("2025-01-01/2025-01-09")))
        #expect(
            plan.absentDays.map(\.description) == [
                "2025-01-01/2025-01-02", "2025-01-04/2025-01-06", "2025-01-08/2025-01-09",
            ])
        #expect(plan.warnings.count == 3)
        #expect(chunks(plan) == ["date=2025-01-03/a.json", "date=2025-01-07/a.json"])
    }

    @Test func noneMayBePresent() throws {
        let plan = try plan(["date=2025-01-03/a.json"], .days(try DateRange("2025-01-04")))
        #expect(plan.partitions.isEmpty)
        #expect(plan.absentDays == [try DateRange("2025-01-04")])
    }

    @Test func hiddenNamesArePassedOver() throws {
        let plan = try plan(
            ["d=1/a.json", "d=1/.b.json", "d=1/_SUCCESS", "_tmp/d=2/a.json", ".git/config", "d=1/_old/a.json"], .all)
        #expect(chunks(plan) == ["d=1/a.json"])
    }

    @Test(arguments: ["d=1/README.md", "a.txt", "d=1/a.json.bz2", "d=1/json", "d=1/.json.d/x", "d=1/a.JSON", "d=1/gz"])
    func otherFilesAreErrorsUnlessIgnored(name: String) throws {
        guard !name.contains("/.") else {
            #expect(try chunks(plan(["d=1/a.json", name], .all)) == ["d=1/a.json"])
            return
        }
        let error = #expect(throws: ParquetError.self) { try plan(["d=1/a.json", name], .all) }
        #expect(error?.code == .input)
        #expect(error?.place.file?.hasSuffix(name) == true)
        #expect(error?.message.contains("--ignore-other-files") == true)
        #expect(try chunks(plan(["d=1/a.json", name], .all, ignoreOtherFiles: true)) == ["d=1/a.json"])
    }

    @Test func chunksOutsideOfDaysAreErrorsWhenDaysAreSelected() throws {
        let files = ["date=2025-01-03/a.json", "b.json"]
        let selection = DaySelection.days(try DateRange("2025-01-03"))
        #expect(throws: ParquetError.self) { try plan(files, selection) }
        #expect(try chunks(plan(files, selection, ignoreOtherFiles: true)) == ["date=2025-01-03/a.json"])
    }

    @Test(arguments: ["year=2025/month=13/date=01/a.json", "date=2025-02-30/a.json", "year=2025/month=x/date=1/a.json"])
    func daysThatDoNotExistAreErrors(file: String) throws {
        #expect(throws: ParquetError.self) { try plan([file], .days(try DateRange("2025-01-01/2025-12-31"))) }
        #expect(try chunks(plan([file], .all)) == [file])
    }

    @Test func chunksAreOrderedByTheBytesOfTheirPaths() throws {
        let plan = try plan(
            ["d=1/b.json", "d=1/B.json", "d=1/a/z.json", "d=1/a-.json", "d=1/10.json", "d=1/9.json", "d=1/ä.json"], .all
        )
        #expect(
            chunks(plan) == [
                "d=1/10.json", "d=1/9.json", "d=1/B.json", "d=1/a-.json", "d=1/a/z.json", "d=1/b.json", "d=1/ä.json",
            ])
        #expect(plan.partitions.count == 1)
    }

    @Test func formatsAreKnownByTheirEndings() {
        #expect(ChunkFormat(fileName: "a.json") == .plain)
        #expect(ChunkFormat(fileName: "a.jsonl.gz") == .gzip)
        #expect(ChunkFormat(fileName: "a.ndjson.zst") == .zstd)
        for name in [".json", "a.gz", "a.json.gz.gz", "a.zst.json.x", "ajson", ".json.gz"] {
            #expect(ChunkFormat(fileName: name) == nil, "\(name)")
        }
    }

    @Test func aTreeWithoutPartitionsIsOneDataset() throws {
        let plan = try plan(["b.json", "a/c.json", "a.json"], .all)
        #expect(plan.partitions.map(\.path.isRoot) == [true])
        #expect(chunks(plan) == ["a.json", "a/c.json", "b.json"])
    }

    @Test func partitionsMustNotLieInEachOther() {
        #expect(throws: ParquetError.self) { try plan(["y=1/a.json", "y=1/m=2/a.json"], .all) }
        #expect(throws: ParquetError.self) { try plan(["a.json", "m=2/a.json"], .all) }
        #expect(throws: Never.self) { try plan(["x/y=1/a.json", "x/y=10/a.json"], .all) }
    }

    @Test func symbolicLinksAreFollowedButNotInCircles() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("real/a.json")
        try scratch.write("input/d=1/b.json")
        let files = FileManager.default
        let input = scratch.path.appending("input")
        try files.createSymbolicLink(
            atPath: input.appending("d=2").string, withDestinationPath: scratch.path.appending("real").string)
        #expect(try chunks(ConversionPlan(input: input, selection: .all)) == ["d=1/b.json", "d=2/a.json"])

        try files.createSymbolicLink(atPath: input.appending("d=3").string, withDestinationPath: input.string)
        let error = #expect(throws: ParquetError.self) { try ConversionPlan(input: input, selection: .all) }
        #expect(error?.message.contains("leads back") == true)
        try files.removeItem(atPath: input.appending("d=3").string)

        try files.createSymbolicLink(atPath: input.appending("d=1/c.json").string, withDestinationPath: "nowhere")
        #expect(throws: ParquetError.self) { try ConversionPlan(input: input, selection: .all) }
    }

    @Test func missingInputsAreErrors() {
        #expect(throws: ParquetError.self) { try ConversionPlan(input: "/nonexistent/input", selection: .all) }
    }
}
