import Parquet
import ParquetInspect
import Testing

/// Files of this package's writer in which one thing is changed, each thing in each place: the check finds it there.
@Suite struct OwnFileLieTests {
    struct Chunk: Sendable, CustomTestStringConvertible {
        let file: OwnFile
        let rowGroup: Int
        let column: Int

        var testDescription: String { "\(file), row group \(rowGroup), column \(column)" }
    }

    static let chunks = OwnFile.allCases.flatMap { file in
        [0, 1].flatMap { rowGroup in (0..<OwnFile.columnCount).map { Chunk(file: file, rowGroup: rowGroup, column: $0) }
        }
    }

    static func expect(_ lie: OwnFileLie, in honest: LyingFile, _ comment: String) async throws {
        var file = honest
        try lie.tell(&file)
        let report = try await file.report()
        let place = lie.place
        #expect(
            report.findings.contains {
                $0.rule == lie.rule && $0.severity == lie.severity && $0.place.rowGroup == place.rowGroup
                    && $0.place.column == place.column && (place.page == nil || $0.place.page == place.page)
            }, "\(comment) \(lie.name): \(report.text())")
        let grave = report.findings.filter { $0.severity != .warning || lie.severity == .warning }
        if lie.rule == .checksum {
            // Bytes that are others may say anything, but not of other columns, and not before their page.
            #expect(grave.first?.rule == .checksum && grave.first?.place.page == place.page)
            #expect(grave.allSatisfy { $0.place.rowGroup == place.rowGroup && $0.place.column == place.column })
            return
        }
        #expect(
            grave.allSatisfy { lie.also.union([lie.rule]).contains($0.rule) },
            "\(comment) \(lie.name): \(report.text())")
    }

    @Test(arguments: OwnFile.allCases)
    func withoutALieItIsSound(own: OwnFile) async throws {
        let file = try await LyingFile(own.bytes())
        let report = try await file.report()
        #expect(report.findings == [], "\(report.text())")
        #expect(report.verdict == .sound)
        // It has all that there is to lie about.
        #expect(file.metadata.rowGroups.map(\.rowCount) == OwnFile.rowCounts)
        for (ordinal, rowGroup) in file.metadata.rowGroups.enumerated() {
            #expect(rowGroup.sortingColumns?.count == 2)
            #expect(rowGroup.columns.count == OwnFile.columnCount)
            for (column, chunk) in rowGroup.columns.enumerated() {
                let metadata = try #require(chunk.metadata)
                #expect(metadata.statistics?.minValue != nil && metadata.statistics?.nullCount != nil)
                #expect(metadata.encodingStatistics != nil)
                #expect((metadata.bloomFilterOffset == nil) == (metadata.type == .boolean))
                let pages = try file.pages(ordinal, column)
                #expect(pages.count >= 4 && pages.allSatisfy { $0.header.checksum != nil })
                #expect(try file.columnIndex(ordinal, column).nullPages.count >= 4)
                #expect(
                    pages.last.map { ($0.header.dataPageV2 != nil) == (own == .version2) } == true)
            }
        }
        #expect(try file.columnIndex(0, 2).nullPages == [false, true, false, false, false])
    }

    @Test(arguments: chunks)
    func itIsFoundInItsChunk(chunk: Chunk) async throws {
        let file = try await LyingFile(chunk.file.bytes(column: chunk.column))
        let lies = try OwnFileLies(file, chunk.rowGroup, min(chunk.column, 2)).all
        #expect(lies.count > 60)
        for lie in lies { try await OwnFileLieTests.expect(lie, in: file, chunk.testDescription) }
    }

    /// What a row group and the file say of themselves, without one column's place.
    static let rowGroupLies: [OwnFileLie] = [-1, 1].flatMap { step in
        [
            OwnFileLie("total_byte_size \(step)", .size) { $0.metadata.rowGroups[1].totalByteSize += step },
            OwnFileLie("total_compressed_size \(step)", .size) {
                $0.metadata.rowGroups[1].totalCompressedSize? += step
            },
            OwnFileLie("file_offset \(step)", .offset) { $0.metadata.rowGroups[1].fileOffset? += step },
            OwnFileLie("ordinal \(step)", .ordinal) { $0.metadata.rowGroups[1].ordinal? += Int16(step) },
        ]
    }

    @Test(arguments: OwnFile.allCases)
    func itIsFoundInItsRowGroup(own: OwnFile) async throws {
        let file = try await LyingFile(own.bytes())
        for var lie in OwnFileLieTests.rowGroupLies {
            lie.place.rowGroup = 1
            try await OwnFileLieTests.expect(lie, in: file, own.rawValue)
        }
        for step in [-1, 1] {
            let lie = OwnFileLie("num_rows \(step)", .rowCount) { $0.metadata.rowCount += step }
            try await OwnFileLieTests.expect(lie, in: file, own.rawValue)
            // Each column has the rows that it has.
            var lying = file
            lying.metadata.rowGroups[1].rowCount += step
            let report = try await lying.report()
            #expect(report.findings.allSatisfy { $0.rule == .rowCount }, "\(report.text())")
            #expect(report.findings.count { $0.place.rowGroup == 1 } == OwnFile.columnCount)
            #expect(report.findings.count { $0.place == ParquetError.Place() } == 1)
        }
    }

    struct Claim: Sendable, CustomTestStringConvertible {
        let name: String
        let columns: [SortingColumn]
        /// The columns that are not sorted as told.
        let wrong: [String]

        var testDescription: String { name }
    }

    static func column(_ index: Int32, descending: Bool = false, nullsFirst: Bool = false) -> SortingColumn {
        SortingColumn(columnIndex: index, isDescending: descending, areNullsFirst: nullsFirst)
    }

    static let claims: [Claim] = [
        Claim(name: "the truth", columns: [column(0), column(1)], wrong: []),
        Claim(name: "the other way", columns: [column(0, descending: true)], wrong: ["id"]),
        Claim(
            name: "the second column the other way", columns: [column(0), column(1, nullsFirst: true)], wrong: ["kind"]),
        Claim(name: "the second column first", columns: [column(1), column(0)], wrong: ["kind"]),
        Claim(name: "another column", columns: [column(5)], wrong: ["price"]),
        Claim(name: "falling", columns: [column(11, descending: true)], wrong: []),
        Claim(name: "not falling", columns: [column(11)], wrong: ["at"]),
    ]

    @Test(arguments: claims)
    func sorting(claim: Claim) async throws {
        var file = try await LyingFile(OwnFile.version1.bytes())
        file.metadata.rowGroups[1].sortingColumns = claim.columns
        let report = try await file.report()
        #expect(report.findings.map(\.rule) == claim.wrong.map { _ in .sorting }, "\(report.text())")
        #expect(report.findings.map(\.place.column) == claim.wrong)
        #expect(report.findings.allSatisfy { $0.place.rowGroup == 1 && $0.severity == .error })
    }

    /// What cannot be said of a column is not passed over.
    @Test func sortingThatCannotBeChecked() async throws {
        var file = try await LyingFile(OwnFile.version1.bytes())
        file.metadata.rowGroups[0].sortingColumns = [OwnFileLieTests.column(12)]
        let report = try await file.report()
        #expect(report.findings.map(\.rule) == [.sorting], "\(report.text())")
        #expect(report.verdict == .unchecked)
    }
}
