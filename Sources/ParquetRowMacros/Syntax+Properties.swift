#if Macros
    internal import SwiftSyntax

    extension VariableDeclSyntax {
        /// The annotated type of each binding; in `var a, b: Int` the first has that of the second.
        var bindingTypes: [TypeSyntax?] {
            var types: [TypeSyntax?] = []
            var next: TypeSyntax?
            for binding in bindings.reversed() {
                if binding.typeAnnotation != nil || binding.initializer != nil { next = binding.typeAnnotation?.type }
                types.append(next)
            }
            return types.reversed()
        }
    }

    extension PatternBindingSyntax {
        /// Whether the property has a getter, not observers only.
        var isComputed: Bool {
            switch accessorBlock?.accessors {
            case nil: false
            case .getter: true
            case .accessors(let accessors):
                !accessors.allSatisfy {
                    [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
                }
            }
        }
    }

    extension TypeSyntax {
        /// Whether it is `Int!` and the like.
        var isUnwrapped: Bool { self.is(ImplicitlyUnwrappedOptionalTypeSyntax.self) }

        /// Whether no conformance can make it a `ParquetField`: it is a function or a tuple. One type in parentheses is none.
        var isNoField: Bool {
            self.is(FunctionTypeSyntax.self) || (self.as(TupleTypeSyntax.self).map { $0.elements.count != 1 } ?? false)
        }

        /// The type as the element of an array, which `Int!` cannot be.
        var storedName: String {
            guard let unwrapped = self.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) else { return trimmedDescription }
            return unwrapped.wrappedType.trimmedDescription + "?"
        }
    }

    extension ExprSyntax {
        /// The type that a literal has where nothing else is said; nil for other expressions.
        var literalType: String? {
            if let negative = self.as(PrefixOperatorExprSyntax.self), negative.operator.text == "-" {
                let type = negative.expression.literalType
                return type == "Int" || type == "Double" ? type : nil
            }
            switch kind {
            case .integerLiteralExpr: return "Int"
            case .floatLiteralExpr: return "Double"
            case .booleanLiteralExpr: return "Bool"
            case .stringLiteralExpr: return "String"
            default: return nil
            }
        }
    }

    extension InitializerDeclSyntax {
        /// Whether `init(a: …, b: …)` calls it with a value for each column; other parameters have defaults.
        func takes(_ columns: [RowColumn]) -> Bool {
            guard optionalMark == nil, signature.effectSpecifiers == nil else { return false }
            var rest = columns[...]
            for parameter in signature.parameterClause.parameters {
                if parameter.firstName.bareName == rest.first?.property.bareName {
                    rest.removeFirst()
                } else if parameter.defaultValue == nil {
                    return false
                }
            }
            return rest.isEmpty
        }
    }
#endif
