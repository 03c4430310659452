#if Macros
    internal import SwiftSyntax
    internal import SwiftSyntaxBuilder

    /// The members that one would write by hand. Types have their module's name, since others may have the same name where the
    /// struct is.
    extension RowModel {
        /// `encode(_:into:)`.
        var encode: String {
            let lines = columns.map { column in
                let number = column.fieldID.map { ", fieldID: \($0)" } ?? ""
                return
                    "    try encoder.encode(\(column.literal), rows.map(\\.\(column.property.text))\(column.meaning)\(number))"
            }
            return """
                \(access)static func encode(
                    _ rows: [Self], into encoder: inout Parquet.RowEncoder
                ) throws(Parquet.ParquetError) {
                \(lines.joined(separator: "\n"))
                }
                """
        }

        /// `decode(from:)`.
        var decode: String {
            // Each column has a local of its name, which must not hide the decoder.
            var decoder = "decoder"
            while columns.contains(where: { $0.property.bareName == decoder }) { decoder += "_" }
            let lines = columns.map { column in
                let values = "\(decoder).decode(\(column.literal)\(column.meaning))"
                return "    let \(column.property.text): [\(column.type)] = try \(values)"
            }
            let arguments = columns.map { "        \($0.label): \($0.property.text)[$0]" }
            return """
                \(access)static func decode(
                    from \(decoder): Parquet.RowDecoder
                ) throws(Parquet.ParquetError) -> [Self] {
                \(lines.joined(separator: "\n"))
                    return \(decoder).rows.map {
                        Self(
                \(arguments.map { "    " + $0 }.joined(separator: ",\n"))
                        )
                    }
                }
                """
        }
    }

    extension RowColumn {
        /// The name as a string literal.
        fileprivate var literal: String { StringLiteralExprSyntax(content: name).description }

        /// The argument that says what values shall mean.
        fileprivate var meaning: String { logicalType.map { ", as: \($0)" } ?? "" }

        /// The property's name as the label of an argument, where a keyword other than `inout` has no backticks.
        fileprivate var label: String {
            let name = property.bareName
            let isWord = name.first?.isNumber == false && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            return isWord && name != "inout" ? name : property.text
        }
    }
#endif
