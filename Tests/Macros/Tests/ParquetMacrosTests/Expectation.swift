import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import RowMacros

/// Expects that `source` expands to itself without the attributes, followed by `expansion`, and that the compiler is told
/// `diagnostics`. With `fixed`, that is the source when all fix-its named `fixIts` are applied.
func expectExpansion(
    of source: String, to expanded: String, diagnostics: [DiagnosticSpec] = [], applying fixIts: [String]? = nil,
    fixed: String? = nil, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
    column: UInt = #column
) {
    assertMacroExpansion(
        source, expandedSource: expanded, diagnostics: diagnostics,
        macroSpecs: [
            "ParquetRow": MacroSpec(type: RowMacro.self, conformances: ["ParquetRow"]),
            "ParquetColumn": MacroSpec(type: PropertyMacro.self),
            "ParquetIgnored": MacroSpec(type: PropertyMacro.self),
        ],
        applyFixIts: fixIts, fixedSource: fixed,
        failureHandler: { failure in
            let location = failure.location
            Issue.record(
                Comment(rawValue: failure.message),
                sourceLocation: SourceLocation(
                    fileID: location.fileID, filePath: location.filePath, line: location.line, column: location.column))
        }, fileID: fileID, filePath: filePath, line: line, column: column)
}

/// Expects that `source` is refused: all that is left of it is `plain`, the source without the attributes.
func expectRefusal(
    of source: String, _ plain: String, _ diagnostics: DiagnosticSpec..., applying fixIts: [String]? = nil,
    fixed: String? = nil, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
    column: UInt = #column
) {
    expectExpansion(
        of: source, to: plain, diagnostics: diagnostics, applying: fixIts, fixed: fixed, fileID: fileID,
        filePath: filePath, line: line, column: column)
}
