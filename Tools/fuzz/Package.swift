// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built with the fuzzer's and the address sanitizer's instrumentation.
let package = Package(
    name: "swift-parquet-fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "swift-parquet", path: "../..", traits: ["Brotli"])],
    targets: [
        .executableTarget(
            name: "read-fuzz",
            dependencies: [
                .product(name: "Parquet", package: "swift-parquet"),
                .product(name: "ParquetInspect", package: "swift-parquet"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
    ]
)
