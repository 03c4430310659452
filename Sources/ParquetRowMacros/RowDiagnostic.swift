#if Macros
    internal import SwiftDiagnostics
    internal import SwiftSyntax

    /// Why a declaration is refused.
    struct RowDiagnostic: DiagnosticMessage {
        let message: String
        let diagnosticID: MessageID
        let severity = DiagnosticSeverity.error

        private init(_ message: String, id: String = #function) {
            self.message = message
            // Of "noType(of:)", the part before the parenthesis.
            diagnosticID = MessageID(domain: "ParquetRow", id: String(id.prefix { $0 != "(" }))
        }

        static func noStruct(_ declaration: some DeclGroupSyntax) -> RowDiagnostic {
            if declaration.is(EnumDeclSyntax.self) {
                return RowDiagnostic(
                    "@ParquetRow is for structs; an enum with raw values needs no macro: 'enum E: String, ParquetField'"
                )
            }
            return RowDiagnostic(
                "@ParquetRow is for structs; this is a declaration of '\(declaration.introducer.text)'")
        }

        static func generic() -> RowDiagnostic {
            RowDiagnostic("@ParquetRow is not for generic structs; write the conformance to ParquetRow by hand")
        }

        static func noColumns(_ row: TokenSyntax) -> RowDiagnostic {
            RowDiagnostic("'\(row.bareName)' has no stored property that is a column")
        }

        static func noType(of property: TokenSyntax) -> RowDiagnostic {
            RowDiagnostic("the column '\(property.bareName)' needs a type annotation")
        }

        static func conditional(_ property: TokenSyntax) -> RowDiagnostic {
            RowDiagnostic("'\(property.bareName)' is under '#if', so it cannot be a column")
        }

        static func pattern() -> RowDiagnostic {
            RowDiagnostic("a pattern is no column; declare each property by itself")
        }

        static func noField(_ type: TypeSyntax) -> RowDiagnostic {
            RowDiagnostic("'\(type.trimmedDescription)' is no ParquetField")
        }

        static func constant(_ property: TokenSyntax) -> RowDiagnostic {
            RowDiagnostic("'\(property.bareName)' has its value already, so it cannot be read from a column")
        }

        static func noDefault(of property: TokenSyntax) -> RowDiagnostic {
            RowDiagnostic("'\(property.bareName)' is no column, so it needs a default value")
        }

        static func columnAndIgnored() -> RowDiagnostic {
            RowDiagnostic("a property is either @ParquetColumn or @ParquetIgnored")
        }

        static func notStored(_ attribute: String) -> RowDiagnostic {
            RowDiagnostic("@\(attribute) is for stored properties of the struct's values")
        }

        static func outsideOfRow(_ attribute: String) -> RowDiagnostic {
            RowDiagnostic("@\(attribute) is for properties of a struct that is @ParquetRow")
        }

        static func nameNotLiteral() -> RowDiagnostic {
            RowDiagnostic("a column's name is a string literal without interpolation")
        }

        static func duplicate(_ name: String) -> RowDiagnostic {
            RowDiagnostic("two columns are named '\(name)'")
        }

        static func noInitializer(_ columns: [RowColumn]) -> RowDiagnostic {
            let labels = columns.map { $0.property.text + ":" }.joined()
            return RowDiagnostic("rows are made by 'init(\(labels))', which the struct's own initializers replace")
        }
    }

    /// A way to put it right.
    struct RowFixIt: FixItMessage {
        let message: String
        let fixItID: MessageID

        private init(_ message: String, id: String = #function) {
            self.message = message
            fixItID = MessageID(domain: "ParquetRow", id: id)
        }

        static var addType: RowFixIt { RowFixIt("add a type") }
        static var addDefault: RowFixIt { RowFixIt("add a default value") }
        static var makeVariable: RowFixIt { RowFixIt("make it a 'var'") }
        static var ignore: RowFixIt { RowFixIt("leave it out with '@ParquetIgnored'") }
    }

    /// Something else to look at.
    struct RowNote: NoteMessage {
        let message: String
        let noteID = MessageID(domain: "ParquetRow", id: "note")

        static var firstColumn: RowNote { RowNote(message: "this is the first") }
        static var anyInitializer: RowNote {
            RowNote(message: "in an extension, this one leaves the struct its memberwise initializer")
        }
    }
#endif
