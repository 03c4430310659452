// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

/// Settings of every Swift target: the Swift 6 language mode, and memory safety that the compiler enforces.
let safe: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let syntax = [
    "SwiftCompilerPlugin", "SwiftDiagnostics", "SwiftParser", "SwiftSyntax", "SwiftSyntaxBuilder", "SwiftSyntaxMacros",
]

let package = Package(
    name: "swift-parquet",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Parquet", targets: ["Parquet"]),
        .library(name: "ParquetFoundation", targets: ["ParquetFoundation"]),
        .library(name: "ParquetJSON", targets: ["ParquetJSON"]),
        .library(name: "ParquetMacros", targets: ["ParquetMacros"]),
        .library(name: "ParquetDataset", targets: ["ParquetDataset"]),
        .library(name: "ParquetInspect", targets: ["ParquetInspect"]),
        .executable(name: "parkett", targets: ["parkett"]),
    ],
    traits: [
        .trait(name: "Brotli", description: "Pages compressed with Brotli; needs libbrotli and its headers."),
        .trait(name: "Macros", description: "The macro @ParquetRow of the product ParquetMacros; builds swift-syntax."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // Only fetched with the trait Macros.
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"]), .brew(["snappy"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        // Only built with the trait Brotli.
        .systemLibrary(
            name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"]), .brew(["brotli"])]),

        .target(name: "ParquetBytes", swiftSettings: safe),
        .target(
            name: "ParquetCodecs",
            dependencies: [
                "ParquetBytes", "CZlib", "CDeflate", "CSnappy", "CZstd",
                .target(name: "CBrotli", condition: .when(traits: ["Brotli"])),
            ], swiftSettings: safe),
        .target(name: "Parquet", dependencies: ["ParquetBytes", "ParquetCodecs", system], swiftSettings: safe),
        .target(name: "ParquetFoundation", dependencies: ["Parquet"], swiftSettings: safe),
        // Without the trait Macros these two are empty.
        .macro(
            name: "ParquetRowMacros",
            dependencies: syntax.map {
                .product(name: $0, package: "swift-syntax", condition: .when(traits: ["Macros"]))
            }, swiftSettings: safe),
        .target(
            name: "ParquetMacros",
            dependencies: ["Parquet", .target(name: "ParquetRowMacros", condition: .when(traits: ["Macros"]))],
            swiftSettings: safe),
        .target(
            name: "ParquetJSON",
            dependencies: ["Parquet", "ParquetBytes", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: safe),
        .target(
            name: "ParquetDataset",
            dependencies: [
                "ParquetJSON", "ParquetInspect", "Parquet", "ParquetCodecs", "ParquetBytes", system,
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: safe),
        .target(
            name: "ParquetInspect", dependencies: ["Parquet", "ParquetCodecs", "ParquetBytes"], swiftSettings: safe),
        .target(name: "AuditSamples", swiftSettings: safe),
        .executableTarget(
            name: "parkett",
            dependencies: [
                "ParquetDataset", "ParquetJSON", "ParquetInspect", "AuditSamples", "Parquet", system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: safe),

        .target(
            name: "ParquetTestSupport", dependencies: ["Parquet"], path: "Tests/ParquetTestSupport",
            swiftSettings: safe),
        .testTarget(
            name: "ParquetBytesTests", dependencies: ["ParquetBytes", "ParquetTestSupport"], swiftSettings: safe),
        .testTarget(
            name: "ParquetCodecsTests", dependencies: ["ParquetCodecs", "ParquetTestSupport", "CSnappy"],
            swiftSettings: safe),
        .testTarget(
            name: "ParquetTests",
            dependencies: ["Parquet", "ParquetInspect", "ParquetCodecs", "ParquetBytes", "ParquetTestSupport"],
            swiftSettings: safe),
        .testTarget(
            name: "ParquetFoundationTests", dependencies: ["ParquetFoundation", "Parquet"], swiftSettings: safe),
        .testTarget(
            name: "ParquetJSONTests", dependencies: ["ParquetJSON", "Parquet", "ParquetBytes", "ParquetTestSupport"],
            swiftSettings: safe),
        .testTarget(
            name: "ParquetDatasetTests",
            dependencies: [
                "ParquetDataset", "ParquetJSON", "Parquet", "ParquetBytes", "AuditSamples", "ParquetTestSupport",
            ],
            swiftSettings: safe),
        .testTarget(
            name: "ParquetInspectTests",
            dependencies: ["ParquetInspect", "Parquet", "ParquetBytes", "ParquetTestSupport"], swiftSettings: safe),
        .testTarget(name: "AuditSamplesTests", dependencies: ["AuditSamples"], swiftSettings: safe),
        .testTarget(
            name: "FixtureTests",
            dependencies: ["Parquet", "ParquetInspect", "ParquetBytes", "ParquetCodecs", "ParquetTestSupport"],
            swiftSettings: safe),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "parkett", "ParquetDataset", "AuditSamples", "Parquet", "ParquetBytes", "ParquetTestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: safe),
    ]
)
