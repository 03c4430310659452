#if Macros
    internal import SwiftDiagnostics
    internal import SwiftSyntax
    internal import SwiftSyntaxBuilder
    internal import SwiftSyntaxMacros

    /// `@ParquetRow`: the struct is taken apart into a `RowModel`, of which the members of the conformance are written.
    ///
    /// The members go into the struct itself: an extension of a nested struct would not find the types around it by their short
    /// names.
    enum RowMacro: MemberMacro, ExtensionMacro {
        static func expansion(
            of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
            conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
        ) throws -> [DeclSyntax] {
            guard let row = declaration.as(StructDeclSyntax.self) else {
                context.diagnose(Diagnostic(node: node, message: RowDiagnostic.noStruct(declaration)))
                return []
            }
            var parser = RowParser()
            let model = parser.parse(row, in: context.lexicalContext)
            parser.diagnostics.forEach(context.diagnose)
            return parser.diagnostics.isEmpty ? ["\(raw: model.encode)", "\(raw: model.decode)"] : []
        }

        static func expansion(
            of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
            providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
            in context: some MacroExpansionContext
        ) throws -> [ExtensionDeclSyntax] {
            guard let row = declaration.as(StructDeclSyntax.self) else { return [] }
            var parser = RowParser()
            _ = parser.parse(row, in: context.lexicalContext)
            // What is wrong has been said where the members were asked for; no protocols means that the struct says it itself.
            guard parser.diagnostics.isEmpty, !protocols.isEmpty else { return [] }
            return [try ExtensionDeclSyntax("extension \(type.trimmed): Parquet.ParquetRow {}")]
        }
    }
#endif
