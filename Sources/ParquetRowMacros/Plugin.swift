#if Macros
    internal import SwiftCompilerPlugin
    internal import SwiftSyntaxMacros

    /// What the compiler runs to expand the macros of `ParquetMacros`.
    @main struct Plugin: CompilerPlugin {
        let providingMacros: [any Macro.Type] = [RowMacro.self, PropertyMacro.self]
    }
#else
    /// A program that does nothing, since without the trait there are no macros.
    @main struct Plugin {
        static func main() {}
    }
#endif
