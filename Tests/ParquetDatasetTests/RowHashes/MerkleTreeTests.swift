import Testing

@testable import ParquetDataset

@Suite struct MerkleTreeTests {
    /// The leaves and roots that implementations of Certificate Transparency are tested with (RFC 6962, whose tree RFC 9162 has).
    private static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6F),
    ]
    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func theRootsOfCertificateTransparency() {
        var tree = MerkleTree()
        #expect(tree.root.description == MerkleTreeTests.roots[0])
        for (index, leaf) in MerkleTreeTests.leaves.enumerated() {
            tree.append(MerkleTree.leaf(leaf))
            #expect(tree.root.description == MerkleTreeTests.roots[index + 1])
        }
    }

    private static func builder(_ index: Int, _ count: Int) -> MerkleProof {
        var builder = MerkleProofBuilder(index: index, count: count)
        for place in 0..<count { builder.append(leaf(place)) }
        return builder.finish()
    }

    private static func leaf(_ place: Int) -> Hash256 {
        place < leaves.count
            ? MerkleTree.leaf(leaves[place]) : MerkleTree.leaf([UInt8(truncatingIfNeeded: place), 1, 2, 3])
    }

    /// The paths that Certificate Transparency's tests have for these leaves.
    @Test func thePathsOfCertificateTransparency() {
        let first = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
        #expect(MerkleTreeTests.builder(0, 8).path.map(\.description) == first)
        let sixth = [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        #expect(MerkleTreeTests.builder(5, 8).path.map(\.description) == sixth)
        #expect(MerkleTreeTests.builder(0, 1).path.isEmpty)
    }

    @Test func everyLeafOfEveryTreeIsProvedAndNoOther() {
        for count in 1...20 {
            var tree = MerkleTree()
            for place in 0..<count { tree.append(MerkleTreeTests.leaf(place)) }
            for index in 0..<count {
                let proof = MerkleTreeTests.builder(index, count)
                let leaf = MerkleTreeTests.leaf(index)
                #expect(proof.proves(leaf, in: tree.root))
                #expect(!proof.proves(MerkleTreeTests.leaf(index + 1), in: tree.root))
                #expect(!proof.proves(leaf, in: leaf) || count == 1)
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = leaf
                    #expect(!MerkleProof(index: index, count: count, path: path).proves(leaf, in: tree.root))
                }
                let longer = MerkleProof(index: index, count: count, path: proof.path + [leaf])
                let shorter = MerkleProof(index: index, count: count, path: Array(proof.path.dropLast()))
                #expect(!longer.proves(leaf, in: tree.root))
                #expect(!shorter.proves(leaf, in: tree.root) || count == 1)
                for other in [-1, count, index + 1] where other != index {
                    let moved = MerkleProof(index: other, count: count, path: proof.path)
                    #expect(!moved.proves(leaf, in: tree.root))
                }
            }
        }
    }
}
