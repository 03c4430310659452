#if Macros
    internal import SwiftSyntax

    /// A struct, as far as its rows are concerned.
    struct RowModel {
        /// What stands before each member of the conformance: `public `, `package `, or nothing.
        var access = ""
        /// The columns, in the order of the properties.
        var columns: [RowColumn] = []
    }

    /// A stored property that is a column.
    struct RowColumn {
        /// The property's name, in backticks where the source has them.
        let property: TokenSyntax
        /// The column's name.
        let name: String
        /// The property's type, as the source has it or as its literal says.
        let type: String
        /// What values shall mean, and the field's number: expressions of the source.
        let logicalType: String?
        let fieldID: String?
    }

    extension TokenSyntax {
        /// The name without backticks.
        var bareName: String { identifier?.name ?? text }
    }
#endif
