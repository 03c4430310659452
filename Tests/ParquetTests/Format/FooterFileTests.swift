import ParquetBytes
import Testing

@testable import Parquet

@Suite(.enabled(if: TestingFiles.arePresent, "the folder parquet-testing is not there"))
struct FooterFileTests {
    /// The footers of many writers: reading loses nothing that writing could not say again.
    @Test(arguments: TestingFiles.parquetFiles("data", "data/geospatial", "shredded_variant"))
    func isWrittenBackAsItWasRead(path: String) throws {
        let bytes = try TestingFiles.bytes(path)
        let length = try Footer.metadataByteCount(tail: bytes.rawBytes, fileByteCount: bytes.count)
        let end = bytes.count - Footer.byteCount
        var reader = CompactReader(bytes.rawBytes.extracting(end - length..<end))
        let metadata = try FileMetadata(from: &reader)
        #expect(reader.offset == length)
        let again = metadata.encoded()
        var second = CompactReader(again.rawBytes)
        #expect(try FileMetadata(from: &second) == metadata)
        #expect(second.remaining == 0)
        let schema = try Schema(elements: metadata.schema)
        for rowGroup in metadata.rowGroups { #expect(rowGroup.columns.count == schema.columns.count) }
    }

    @Test func plaintextFooterOfAnEncryptedFile() async throws {
        let path = "data/encrypt_columns_plaintext_footer.parquet.encrypted"
        let file = try await ParquetFile(MemorySource(try TestingFiles.bytes(path)))
        guard case .aesGCM(let parameters) = file.metadata.encryptionAlgorithm else {
            Issue.record("\(String(describing: file.metadata.encryptionAlgorithm))")
            return
        }
        #expect(parameters.fileIdentifier?.count == 8)
        #expect(file.metadata.footerSigningKeyMetadata == Array("kf".utf8))
        let encrypted = file.metadata.rowGroups[0].columns.filter(\.isEncrypted)
        #expect(
            encrypted.map(\.cryptoMetadata) == [
                .columnKey(path: ["float_field"], keyMetadata: Array("kc2".utf8)),
                .columnKey(path: ["double_field"], keyMetadata: Array("kc1".utf8)),
            ])
        let place = try #require(file.schema.columnIndex(named: "float_field"))
        let error = await #expect(throws: ParquetError.self) {
            try await file.offsetIndex(rowGroup: 0, column: place)
        }
        #expect(error?.code == .unsupported)
        #expect(try await file.offsetIndex(rowGroup: 0, column: 0)?.pageLocations.count == 1)
    }

    /// A fork of Parquet has a list where the specification later put the length of the bloom filter.
    @Test func fieldsOfAForkArePassedOver() async throws {
        let file = try await ParquetFile(MemorySource(try TestingFiles.bytes("data/dict-page-offset-zero.parquet")))
        #expect(file.metadata.rowGroups[0].columns[0].metadata?.bloomFilterLength == nil)
    }

    @Test func unknownLogicalTypesAreTold() async throws {
        let file = try await ParquetFile(MemorySource(try TestingFiles.bytes("data/unknown-logical-type.parquet")))
        #expect(
            file.metadata.schemaNotes.map(\.description) == [
                "field column with unknown type: logical type 2555 is not known; read as its physical type"
            ])
    }
}
