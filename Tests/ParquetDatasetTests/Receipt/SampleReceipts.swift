import Parquet

@testable import ParquetDataset

/// Receipts for tests.
enum SampleReceipts {
    static func hash(_ text: String) -> Hash256 { Hash256(of: Array(text.utf8)) }

    static func multiset(_ texts: [String]) -> MultisetHash {
        var multiset = MultisetHash()
        multiset.insert(texts.map(hash))
        return multiset
    }

    /// A receipt of two files with `rows` rows of text each.
    static func receipt(
        number: Int = 1, previous: Hash256? = nil, partition: String = "year=2025/month=02", rows: Int = 2
    ) -> Receipt {
        let texts = (0..<2 * rows).map { "\(partition) \($0)" }
        var tree = MerkleTree()
        tree.append(texts.map(hash))
        return Receipt(
            number: number, previous: previous, action: .convert,
            contract: .init(revision: 3, sha256: hash("contract")),
            tool: .init(name: "parkett", version: "1.0", libraries: ["zstd": "1.5.7", "snappy": "1.2.1"]),
            options: ["compression": "zstd-3", "file-size": "67108864"],
            sources: [
                .init(
                    name: "2025/02/24-\"00\".json", byteCount: 9_007_199_254_740_993,
                    modifiedNanoseconds: 1_740_391_200_123_456_789,
                    sha256: hash("source"), lines: 2 * rows + 3, rows: 2 * rows, blankLines: 1, quarantinedLines: 2)
            ],
            partitions: [
                .init(
                    path: PartitionPath(components: partition.split(separator: "/").map(String.init)),
                    outputs: (0..<2).map { index in
                        .init(
                            name: "part-0000\(index).parquet", byteCount: 100 + index, rowCount: rows,
                            sha256: hash("output \(index)"),
                            nulls: [.init(column: ["id"], count: 0), .init(column: ["user", "näme"], count: index)])
                    },
                    rows: .init(
                        count: 2 * rows, digest: multiset(texts).digest,
                        trees: [.init(rowCount: 2 * rows, root: tree.root)]))
            ],
            multiset: multiset(texts),
            quarantines: [.init(file: "quarantine/0001.jsonl", lines: 2, sha256: hash("quarantine"))])
    }

    static let time = "2025-02-24T03:00:00Z"

    /// A key as `openssl genpkey -algorithm ed25519` makes it: that of RFC 8410, section 10.3.
    static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """

    static func signingKey() throws -> SigningKey { try SigningKey(pem: Array(privateKey.utf8)) }
}
