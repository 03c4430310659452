#if Macros
    internal import SwiftDiagnostics
    internal import SwiftParser
    internal import SwiftSyntax

    /// Takes a struct apart into its columns, and notes what is wrong with it.
    struct RowParser {
        private(set) var diagnostics: [Diagnostic] = []
        private var columns: [RowColumn] = []
        /// Where each name was seen first.
        private var properties: [String: TokenSyntax] = [:]

        /// The model of `row`, which is of use if no diagnostics come of it.
        mutating func parse(_ row: StructDeclSyntax, in context: [Syntax]) -> RowModel {
            if let parameters = row.genericParameterClause { diagnose(parameters, .generic()) }
            parse(row.memberBlock.members)
            if columns.isEmpty, diagnostics.isEmpty { diagnose(row.name, .noColumns(row.name)) }
            if diagnostics.isEmpty {
                check(row.memberBlock.members.compactMap { $0.decl.as(InitializerDeclSyntax.self) })
            }
            return RowModel(access: access(of: row, in: context), columns: columns)
        }

        private mutating func diagnose(
            _ node: some SyntaxProtocol, _ message: RowDiagnostic, notes: [Note] = [], fixIts: [FixIt] = []
        ) {
            diagnostics.append(Diagnostic(node: node, message: message, notes: notes, fixIts: fixIts))
        }

        /// The access of the struct, which is that of the extension it may stand in.
        private func access(of row: StructDeclSyntax, in context: [Syntax]) -> String {
            let levels: [Keyword] = [.public, .package, .internal, .fileprivate, .private]
            let own = row.modifiers.map(\.name.tokenKind).first { levels.map(TokenKind.keyword).contains($0) }
            let outer = context.first?.as(ExtensionDeclSyntax.self)?.modifiers.map(\.name.tokenKind) ?? []
            switch own ?? outer.first {
            case .keyword(.public): return "public "
            case .keyword(.package): return "package "
            default: return ""
            }
        }

        private mutating func parse(_ members: MemberBlockItemListSyntax, isConditional: Bool = false) {
            for member in members {
                if let variable = member.decl.as(VariableDeclSyntax.self) {
                    parse(variable, isConditional: isConditional)
                } else if let condition = member.decl.as(IfConfigDeclSyntax.self) {
                    for clause in condition.clauses {
                        if case .decls(let members) = clause.elements { parse(members, isConditional: true) }
                    }
                }
            }
        }

        private mutating func parse(_ variable: VariableDeclSyntax, isConditional: Bool) {
            let attributes = PropertyAttributes(variable.attributes)
            let isSkipped = variable.modifiers.contains {
                [.keyword(.static), .keyword(.class), .keyword(.lazy)].contains($0.name.tokenKind)
            }
            for (binding, type) in zip(variable.bindings, variable.bindingTypes) {
                if isSkipped || binding.isComputed {
                    for attribute in [attributes.column, attributes.ignored].compactMap(\.self) {
                        diagnose(attribute, .notStored(attribute.name))
                    }
                } else if let property = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier {
                    if let ignored = attributes.ignored {
                        if attributes.column != nil { diagnose(ignored, .columnAndIgnored()) }
                        checkDefault(of: property.trimmed, binding, type, of: variable)
                    } else if isConditional {
                        diagnose(binding.pattern, .conditional(property))
                    } else {
                        parseColumn(property.trimmed, binding, type, of: variable, attributes)
                    }
                } else {
                    diagnose(binding.pattern, .pattern())
                }
            }
        }

        /// The memberwise initializer gives what is ignored its default.
        private mutating func checkDefault(
            of property: TokenSyntax, _ binding: PatternBindingSyntax, _ type: TypeSyntax?,
            of variable: VariableDeclSyntax
        ) {
            let isOptional = type?.is(OptionalTypeSyntax.self) == true || type?.isUnwrapped == true
            let isVariable = variable.bindingSpecifier.tokenKind == .keyword(.var)
            guard binding.initializer == nil, !(isVariable && isOptional) else { return }
            diagnose(binding.pattern, .noDefault(of: property), fixIts: [.addDefault(to: binding)])
        }

        private mutating func parseColumn(
            _ property: TokenSyntax, _ binding: PatternBindingSyntax, _ type: TypeSyntax?,
            of variable: VariableDeclSyntax, _ attributes: PropertyAttributes
        ) {
            if variable.bindingSpecifier.tokenKind == .keyword(.let), binding.initializer != nil {
                diagnose(
                    binding.pattern, .constant(property), fixIts: [.makeVariable(variable), .ignore(variable)])
                return
            }
            guard let typeName = type?.storedName ?? binding.initializer?.value.literalType else {
                diagnose(binding.pattern, .noType(of: property), fixIts: [.addType(to: binding)])
                return
            }
            if let type, type.isNoField {
                diagnose(type, .noField(type))
            }
            var name = property.bareName
            if let given = attributes.name {
                guard let literal = given.as(StringLiteralExprSyntax.self)?.representedLiteralValue else {
                    diagnose(given, .nameNotLiteral())
                    return
                }
                name = literal
            }
            if let first = properties[name] {
                diagnose(
                    binding.pattern, .duplicate(name), notes: [Note(node: Syntax(first), message: RowNote.firstColumn)])
            }
            properties[name] = properties[name] ?? binding.pattern.firstToken(viewMode: .sourceAccurate)
            columns.append(
                RowColumn(
                    property: property, name: name, type: typeName, logicalType: attributes.logicalType,
                    fieldID: attributes.fieldID))
        }

        /// A struct that declares initializers has no memberwise one, so that one of them must do as well.
        private mutating func check(_ initializers: [InitializerDeclSyntax]) {
            guard let first = initializers.first, !initializers.contains(where: { $0.takes(columns) }) else { return }
            diagnose(
                first.initKeyword, .noInitializer(columns),
                notes: initializers.map { Note(node: Syntax($0.initKeyword), message: RowNote.anyInitializer) })
        }
    }
#endif
