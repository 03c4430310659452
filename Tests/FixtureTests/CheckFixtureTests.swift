import Foundation
import Parquet
import ParquetInspect
import ParquetTestSupport
import Testing

/// Every file of the fixtures is sound, but for those whose writers erred.
@Suite struct CheckFixtureTests {
    struct Unsound: Sendable {
        let rules: Set<CheckRule>
        let reason: String

        init(_ rules: Set<CheckRule>, _ reason: String) {
            self.rules = rules
            self.reason = reason
        }
    }

    private static let nullPages = Unsound(
        [.columnIndex], "DataFusion calls a page one of nulls only if it has as many nulls as rows")
    private static let suffixes = Unsound(
        [.sizeStatistics], "pyarrow counts bytes of DELTA_BYTE_ARRAY without the beginnings that are shared")

    /// All fixtures with errors. One that is sound must leave the list.
    static let unsoundFixtures: [String: Unsound] = [
        "datafusion-nested": nullPages,
        "datafusion-nested-many": nullPages,
        "datafusion-nested-version-2": nullPages,
        "pyarrow-delta-byte-array-pages-v1": suffixes,
        "pyarrow-delta-byte-array-pages-v2": suffixes,
        "pyarrow-nested-encodings": suffixes,
    ]

    private static func check(_ path: String, _ expected: Unsound?) async throws {
        let report = try await FileCheck.report(on: FileSource(path))
        let rules = Set(report.findings.filter { $0.severity != .warning && !isBrotli($0) }.map(\.rule))
        #expect(rules == expected?.rules ?? [], "\(report.text(isQuiet: true))")
    }

    /// Whether a chunk was not checked because this build has no Brotli.
    private static func isBrotli(_ finding: Finding) -> Bool {
        finding.severity == .unchecked && finding.message.contains("Brotli")
    }

    @Test(arguments: ReadFixtureTests.names)
    func fixturesAreSound(name: String) async throws {
        let path = ReadFixtureTests.folder.appending(path: name + ".parquet").path
        try await CheckFixtureTests.check(path, CheckFixtureTests.unsoundFixtures[name])
    }

    /// All files of Apache's test data with findings other than warnings.
    static let unsoundTestingFiles: [String: Unsound] = [:]

    @Test(
        .enabled(if: ParquetTesting.folder != nil, Comment(rawValue: ParquetTesting.absence)),
        arguments: ["data", "shredded_variant", "bad_data"].flatMap(ParquetTesting.names))
    func testingFilesAreSound(name: String) async throws {
        try await CheckFixtureTests.check(ParquetTesting.path(name), CheckFixtureTests.unsoundTestingFiles[name])
    }
}
