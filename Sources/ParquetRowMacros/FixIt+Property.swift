#if Macros
    internal import SwiftDiagnostics
    internal import SwiftSyntax
    internal import SwiftSyntaxBuilder

    extension FixIt {
        /// `price = 0` becomes `price: <#type#> = 0`.
        static func addType(to binding: PatternBindingSyntax) -> FixIt {
            var new = binding
            new.pattern = binding.pattern.trimmed
            new.typeAnnotation = TypeAnnotationSyntax(
                colon: .colonToken(trailingTrivia: .space),
                type: IdentifierTypeSyntax(name: .identifier("<#type#>")),
                trailingTrivia: binding.pattern.trailingTrivia)
            return replace(RowFixIt.addType, binding, new)
        }

        /// `price: Double` becomes `price: Double = <#value#>`.
        static func addDefault(to binding: PatternBindingSyntax) -> FixIt {
            var new = binding.trimmed
            new.initializer = InitializerClauseSyntax(
                equal: .equalToken(leadingTrivia: .space, trailingTrivia: .space),
                value: EditorPlaceholderExprSyntax(placeholder: .identifier("<#value#>")),
                trailingTrivia: binding.trailingTrivia)
            return replace(RowFixIt.addDefault, binding, new)
        }

        /// `let` becomes `var`.
        static func makeVariable(_ variable: VariableDeclSyntax) -> FixIt {
            let old = variable.bindingSpecifier
            return replace(RowFixIt.makeVariable, old, old.with(\.tokenKind, .keyword(.var)))
        }

        /// `@ParquetIgnored` before the declaration.
        static func ignore(_ variable: VariableDeclSyntax) -> FixIt {
            var new = variable
            new.leadingTrivia = []
            let attribute = AttributeSyntax(
                leadingTrivia: variable.leadingTrivia, attributeName: IdentifierTypeSyntax(name: "ParquetIgnored"),
                trailingTrivia: .space)
            new.attributes = [.attribute(attribute)] + new.attributes
            return replace(RowFixIt.ignore, variable, new)
        }

        private static func replace(
            _ message: RowFixIt, _ old: some SyntaxProtocol, _ new: some SyntaxProtocol
        ) -> FixIt {
            FixIt(message: message, changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
        }
    }
#endif
