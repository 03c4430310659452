// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let syntax = [
    "SwiftCompilerPlugin", "SwiftDiagnostics", "SwiftParser", "SwiftSyntax", "SwiftSyntaxBuilder", "SwiftSyntaxMacros",
]

// A package of its own, so that the other tests do not build swift-syntax.
let package = Package(
    name: "swift-parquet-macro-tests",
    platforms: [.macOS(.v26)],
    dependencies: [
        // Named, since a package's identity otherwise follows the folder it was cloned into.
        .package(name: "swift-parquet", path: "../..", traits: ["Macros"]),
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    ],
    targets: [
        // The sources of the macros, which tests cannot look into where they belong to another package.
        .macro(
            name: "RowMacros", dependencies: syntax.map { .product(name: $0, package: "swift-syntax") },
            swiftSettings: [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"), .define("Macros"),
            ]),
        .testTarget(
            name: "ParquetMacrosTests",
            dependencies: [
                "RowMacros",
                .product(name: "ParquetMacros", package: "swift-parquet"),
                .product(name: "ParquetFoundation", package: "swift-parquet"),
                .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
            ],
            exclude: ["read_orders.py"], swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
