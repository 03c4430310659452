#if Macros
    internal import SwiftSyntax

    /// What `@ParquetColumn` and `@ParquetIgnored` say of a property.
    struct PropertyAttributes {
        let column: AttributeSyntax?
        let ignored: AttributeSyntax?
        /// The column's name, where it is not the property's.
        private(set) var name: ExprSyntax?
        private(set) var logicalType: String?
        private(set) var fieldID: String?

        init(_ attributes: AttributeListSyntax) {
            column = attributes.first(named: "ParquetColumn")
            ignored = attributes.first(named: "ParquetIgnored")
            guard case .argumentList(let arguments) = column?.arguments else { return }
            for argument in arguments where !argument.expression.is(NilLiteralExprSyntax.self) {
                switch argument.label?.text {
                case nil: name = argument.expression
                case "as": logicalType = argument.expression.trimmedDescription
                case "fieldID": fieldID = argument.expression.trimmedDescription
                // The compiler has refused other labels.
                case .some: break
                }
            }
        }
    }

    extension AttributeListSyntax {
        /// The first attribute of that name, be it written with its module's name or without.
        func first(named name: String) -> AttributeSyntax? {
            lazy.compactMap { $0.as(AttributeSyntax.self) }.first { $0.name == name }
        }
    }

    extension AttributeSyntax {
        /// The name, without that of the module.
        var name: String {
            attributeName.as(MemberTypeSyntax.self)?.name.text ?? attributeName.trimmedDescription
        }
    }
#endif
