// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library do not build it.
let package = Package(
    name: "swift-parquet-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        // Named, since a package's identity otherwise follows the folder it was cloned into.
        .package(name: "swift-parquet", path: "..", traits: [.defaults, "Brotli"])
    ],
    targets: [
        .executableTarget(
            name: "parse-benchmark",
            dependencies: [
                .product(name: "Parquet", package: "swift-parquet"),
                .product(name: "ParquetJSON", package: "swift-parquet"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "column-benchmark", dependencies: [.product(name: "Parquet", package: "swift-parquet")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "infer-benchmark",
            dependencies: [
                .product(name: "Parquet", package: "swift-parquet"),
                .product(name: "ParquetJSON", package: "swift-parquet"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "hash-benchmark",
            dependencies: [
                .product(name: "Parquet", package: "swift-parquet"),
                .product(name: "ParquetJSON", package: "swift-parquet"),
                .product(name: "ParquetDataset", package: "swift-parquet"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "read-benchmark", dependencies: [.product(name: "Parquet", package: "swift-parquet")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(
            name: "write-benchmark", dependencies: [.product(name: "Parquet", package: "swift-parquet")],
            swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
