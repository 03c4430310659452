#if Macros
    internal import SwiftDiagnostics
    internal import SwiftSyntax
    internal import SwiftSyntaxMacros

    /// `@ParquetColumn` and `@ParquetIgnored`: `@ParquetRow` reads them, and they make nothing themselves.
    enum PropertyMacro: PeerMacro {
        static func expansion(
            of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
            in context: some MacroExpansionContext
        ) throws -> [DeclSyntax] {
            let row = context.lexicalContext.first?.as(StructDeclSyntax.self)
            if row?.attributes.first(named: "ParquetRow") == nil {
                context.diagnose(Diagnostic(node: node, message: RowDiagnostic.outsideOfRow(node.name)))
            }
            return []
        }
    }
#endif
