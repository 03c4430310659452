import SwiftSyntaxMacrosGenericTestSupport
import Testing

/// What is refused, where the compiler says so, and how it may be put right.
@Suite struct DiagnosticTests {
    @Test(arguments: ["class", "actor"]) func noStruct(_ keyword: String) {
        expectRefusal(
            of: "@ParquetRow \(keyword) Trade {\n    var id = 0\n}", "\(keyword) Trade {\n    var id = 0\n}",
            DiagnosticSpec(
                message: "@ParquetRow is for structs; this is a declaration of '\(keyword)'", line: 1, column: 1))
    }

    @Test func anEnum() {
        expectRefusal(
            of: "@ParquetRow enum Side: String {\n    case buy, sell\n}", "enum Side: String {\n    case buy, sell\n}",
            DiagnosticSpec(
                message:
                    "@ParquetRow is for structs; an enum with raw values needs no macro: 'enum E: String, ParquetField'",
                line: 1, column: 1))
    }

    @Test func aGenericStruct() {
        expectRefusal(
            of: "@ParquetRow struct Box<Value> {\n    var value: Value\n}",
            "struct Box<Value> {\n    var value: Value\n}",
            DiagnosticSpec(
                message: "@ParquetRow is not for generic structs; write the conformance to ParquetRow by hand", line: 1,
                column: 23))
    }

    @Test func noColumns() {
        expectRefusal(
            of: "@ParquetRow struct Empty {\n    var one: Int { 1 }\n}", "struct Empty {\n    var one: Int { 1 }\n}",
            DiagnosticSpec(message: "'Empty' has no stored property that is a column", line: 1, column: 20))
    }

    @Test func noType() {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    var at = Date()
                }
                """,
            """
            struct Trade {
                var at = Date()
            }
            """,
            DiagnosticSpec(
                message: "the column 'at' needs a type annotation", line: 2, column: 9,
                fixIts: [FixItSpec(message: "add a type")]),
            fixed: """
                @ParquetRow struct Trade {
                    var at: <#type#> = Date()
                }
                """)
    }

    @Test func propertiesUnderConditions() {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    var id: Int
                    #if DEBUG
                        #if os(Linux)
                            var a: Int
                        #endif
                        @ParquetIgnored var b = 0
                    #else
                        var c = 0
                    #endif
                }
                """,
            """
            struct Trade {
                var id: Int
                #if DEBUG
                    #if os(Linux)
                        var a: Int
                    #endif
                    var b = 0
                #else
                    var c = 0
                #endif
            }
            """,
            DiagnosticSpec(message: "'a' is under '#if', so it cannot be a column", line: 5, column: 17),
            DiagnosticSpec(message: "'c' is under '#if', so it cannot be a column", line: 9, column: 13))
    }

    @Test func patterns() {
        expectRefusal(
            of: "@ParquetRow struct Trade {\n    var (a, b) = (1, 2)\n}", "struct Trade {\n    var (a, b) = (1, 2)\n}",
            DiagnosticSpec(message: "a pattern is no column; declare each property by itself", line: 2, column: 9))
    }

    @Test func typesThatAreNoField() {
        expectRefusal(
            of: "@ParquetRow struct Trade {\n    var a: (Int, Int); var b: () -> Int; var c: (Int)\n}",
            "struct Trade {\n    var a: (Int, Int); var b: () -> Int; var c: (Int)\n}",
            DiagnosticSpec(message: "'(Int, Int)' is no ParquetField", line: 2, column: 12),
            DiagnosticSpec(message: "'() -> Int' is no ParquetField", line: 2, column: 31))
    }

    @Test(arguments: [
        ("make it a 'var'", "    var version: Int = 3"),
        ("leave it out with '@ParquetIgnored'", "    @ParquetIgnored let version: Int = 3"),
    ])
    func constants(fixIt: String, line: String) {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    // Of the format.
                    let version: Int = 3
                    var id: Int
                }
                """,
            """
            struct Trade {
                // Of the format.
                let version: Int = 3
                var id: Int
            }
            """,
            DiagnosticSpec(
                message: "'version' has its value already, so it cannot be read from a column", line: 3, column: 9,
                fixIts: [
                    FixItSpec(message: "make it a 'var'"), FixItSpec(message: "leave it out with '@ParquetIgnored'"),
                ]),
            applying: [fixIt],
            fixed: """
                @ParquetRow struct Trade {
                    // Of the format.
                \(line)
                    var id: Int
                }
                """)
    }

    @Test func ignoredWithoutADefault() {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    var id: Int
                    @ParquetIgnored var isSelected: Bool
                    @ParquetIgnored let note: String?
                }
                """,
            """
            struct Trade {
                var id: Int
                var isSelected: Bool
                let note: String?
            }
            """,
            DiagnosticSpec(
                message: "'isSelected' is no column, so it needs a default value", line: 3, column: 25,
                fixIts: [FixItSpec(message: "add a default value")]),
            DiagnosticSpec(
                message: "'note' is no column, so it needs a default value", line: 4, column: 25,
                fixIts: [FixItSpec(message: "add a default value")]),
            fixed: """
                @ParquetRow struct Trade {
                    var id: Int
                    @ParquetIgnored var isSelected: Bool = <#value#>
                    @ParquetIgnored let note: String? = <#value#>
                }
                """)
    }

    @Test func attributesThatDoNotGo() {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    @ParquetColumn("a") @ParquetIgnored var id = 0
                    @ParquetColumn("b") var double: Int { 2 }
                    @ParquetIgnored static var zero = 0
                }
                """,
            """
            struct Trade {
                var id = 0
                var double: Int { 2 }
                static var zero = 0
            }
            """,
            DiagnosticSpec(message: "a property is either @ParquetColumn or @ParquetIgnored", line: 2, column: 25),
            DiagnosticSpec(
                message: "@ParquetColumn is for stored properties of the struct's values", line: 3, column: 5),
            DiagnosticSpec(
                message: "@ParquetIgnored is for stored properties of the struct's values", line: 4, column: 5))
    }

    @Test func attributesOutsideOfARow() {
        expectRefusal(
            of: "struct Trade {\n    @ParquetColumn(\"a\") var id = 0\n}", "struct Trade {\n    var id = 0\n}",
            DiagnosticSpec(
                message: "@ParquetColumn is for properties of a struct that is @ParquetRow", line: 2, column: 5))
    }

    @Test func namesThatAreNoLiteral() {
        expectRefusal(
            of:
                "@ParquetRow struct Trade {\n    @ParquetColumn(\"a\\(1)\") var a: Int; @ParquetColumn(b) var b: Int\n}",
            "struct Trade {\n    var a: Int; var b: Int\n}",
            DiagnosticSpec(message: "a column's name is a string literal without interpolation", line: 2, column: 20),
            DiagnosticSpec(message: "a column's name is a string literal without interpolation", line: 2, column: 56))
    }

    @Test func columnsOfOneName() {
        expectRefusal(
            of: """
                @ParquetRow struct Trade {
                    var `price`: Int
                    @ParquetColumn("price") var bid: Int
                }
                """,
            """
            struct Trade {
                var `price`: Int
                var bid: Int
            }
            """,
            DiagnosticSpec(
                message: "two columns are named 'price'", line: 3, column: 33,
                notes: [NoteSpec(message: "this is the first", line: 2, column: 9)]))
    }

    /// None of the initializers takes a value for each column and cannot fail.
    @Test(arguments: [
        "init(_ both: Int) {}", "init(b: Int, a: Int) {}", "init(a: Int) {}", "init(a: Int, b: Int, c: Int) {}",
        "init?(a: Int, b: Int) {}", "init(a: Int, b: Int) throws {}",
    ])
    func noInitializer(_ initializer: String) {
        expectRefusal(
            of: """
                @ParquetRow struct Pair {
                    var a: Int
                    var b: Int
                    \(initializer)
                }
                """,
            """
            struct Pair {
                var a: Int
                var b: Int
                \(initializer)
            }
            """,
            DiagnosticSpec(
                message: "rows are made by 'init(a:b:)', which the struct's own initializers replace", line: 4,
                column: 5,
                notes: [
                    NoteSpec(
                        message: "in an extension, this one leaves the struct its memberwise initializer", line: 4,
                        column: 5)
                ]))
    }
}
