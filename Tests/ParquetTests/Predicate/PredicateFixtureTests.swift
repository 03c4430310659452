import Foundation
import Testing

@testable import Parquet

/// Files of other engines, lists and maps among them, read with predicates: the rows are those that the oracle keeps of all rows.
@Suite struct PredicateFixtureTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")

    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".parquet") }.sorted()

    @Test func thereAreFiles() { #expect(PredicateFixtureTests.names.count > 50) }

    @Test(arguments: names.enumerated().map { ($0, $1) }) func rowsAreThoseOfTheOracle(
        number: Int, name: String
    ) async throws {
        var options = ReaderOptions()
        options.keepsDictionaries = number % 2 == 0
        options.concurrency = number % 3 + 1
        options.batchRowLimit = [7, 100, 8192][number % 3]
        if number % 5 == 0 { options.pruning = [] }
        if number % 5 == 1 { options.pruning = [.laterColumns] }
        let path = PredicateFixtureTests.folder.appending(path: name).path
        let file = try await ParquetFile(FileSource(path), options: options)
        guard let rows = try await rows(file) else { return }
        let columns = file.schema.columns.indices.filter { file.schema.columns[$0].maxRepetitionLevel == 0 }
        for column in columns.prefix(6) {
            for predicate in predicates(file.schema.columns[column], rows) {
                let expected = rows.filter { PredicateOracle.answer(predicate, $0) == true }
                var found: [Row] = []
                for try await batch in file.batches(where: predicate) {
                    #expect(batch.rowCount > 0)
                    try batch.check()
                    found += try batch.rows
                }
                #expect(found.count == expected.count, "\(predicate)")
                for (row, other) in zip(found, expected) where row.values != other.values {
                    #expect("\(row.values)" == "\(other.values)", "\(predicate)")
                }
                // Another column alone.
                let other = columns.first { $0 != column } ?? column
                var count = 0
                for try await batch in file.batches(
                    columns: [file.schema.columns[other].path.description], where: predicate)
                {
                    #expect(Set(batch.schema.columns.map(\.path)) == [file.schema.columns[other].path])
                    count += batch.rowCount
                }
                #expect(count == expected.count, "\(predicate)")
            }
        }
    }

    /// All rows; nil if the codec, Brotli, is not built in.
    private func rows(_ file: ParquetFile) async throws -> [Row]? {
        var rows: [Row] = []
        do throws(ParquetError) {
            for try await batch in file.batches() { rows += try batch.rows }
        } catch {
            if error.code == .unsupported { return nil }
            throw error
        }
        return rows
    }

    /// Whether there is a value, and how values stand to the first and to one in the middle.
    private func predicates(_ column: ColumnDescriptor, _ rows: [Row]) -> [Parquet.Predicate] {
        // Parts of variants and files are no fields of rows.
        guard rows.allSatisfy({ value(column.path, $0) != nil }) else { return [] }
        var predicates: [Parquet.Predicate] = [.isNull(column.path), .isNotNull(column.path)]
        let values = rows.compactMap { value(column.path, $0) }.filter { $0 != .null }
        for value in [values.first, values.isEmpty ? nil : values[values.count / 2]] {
            guard let value else { continue }
            predicates.append(.comparison(column.path, .equal, value))
            predicates.append(!.isIn(column.path, [value, .null]) || .isIn(column.path, [value]))
            if case .interval = value { continue }
            predicates.append(.comparison(column.path, .less, value))
            predicates.append(.comparison(column.path, .greaterOrEqual, value))
        }
        return predicates
    }

    private func value(_ path: ColumnPath, _ row: Row) -> Value? {
        var value = row[path.names[0]]
        for name in path.names.dropFirst() {
            switch value {
            case .group(let group)?: value = group[name]
            case .null?: return .null
            default: return nil
            }
        }
        return value
    }
}
