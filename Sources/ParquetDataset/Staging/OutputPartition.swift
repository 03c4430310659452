internal import Parquet
internal import SystemPackage

/// What the output holds at a partition's path before the conversion.
struct OutputPartition {
    let path: FilePath
    /// Whether there is anything but names starting with `.` or `_`.
    let holdsFiles: Bool
    /// The first thing that is no Parquet file, if there is one.
    let foreign: String?

    init(_ partition: PartitionPath, in output: FilePath) throws(ParquetError) {
        path = output.appending(partition)
        guard PlatformFile.exists(path) else {
            holdsFiles = false
            foreign = nil
            return
        }
        guard case .directory = try PlatformFile.kind(of: path) else {
            throw ParquetError(
                .input, "the output needs a directory where this file is; move it away", at: .init(file: path.string))
        }
        let visible = try PlatformFile.names(in: path).filter { !$0.hasPrefix(".") && !$0.hasPrefix("_") }
        holdsFiles = !visible.isEmpty
        var foreign: String?
        for name in visible where foreign == nil {
            if name.hasSuffix(".parquet"), case .regular = try PlatformFile.kind(of: path.appending(name)) { continue }
            foreign = path.appending(name).string
        }
        self.foreign = foreign
    }

    /// Checks that the output is not part of the input.
    static func checkApart(_ plan: ConversionPlan, output: FilePath) throws(ParquetError) {
        switch try InputPath(plan.input) {
        case .standardInput: break
        case .pattern(let pattern):
            // The output may lie beside what the pattern names, but must not be named itself.
            if try pattern.matchesFile(in: output) { throw liesInInput(output) }
        case .path(let path): try checkApart(path, output)
        }
    }

    /// Checks that it may be replaced.
    ///
    /// - Throws: `ParquetError` with code `input` if there is anything but Parquet files.
    func checkReplaceable() throws(ParquetError) {
        guard let foreign else { return }
        throw ParquetError(
            .input, "is not a Parquet file, and replacing the partition would remove it; move it away",
            at: .init(file: foreign))
    }

    /// The output must not be read as input by the next run, nor written over the input by this one.
    private static func checkApart(_ input: FilePath, _ output: FilePath) throws(ParquetError) {
        let input = try PlatformFile.resolved(input)
        let inner = try resolved(output)
        guard inner.starts(with: input) else { return }
        let names = inner.components.dropFirst(input.components.count)
        if !names.isEmpty, names.contains(where: { $0.string.hasPrefix(".") || $0.string.hasPrefix("_") }) { return }
        throw liesInInput(output)
    }

    private static func liesInInput(_ output: FilePath) -> ParquetError {
        ParquetError(
            .input, "the output lies in the input, where the next run would read it; give a directory beside it",
            at: .init(file: output.string))
    }

    /// The path of a directory that may be missing, without symbolic links.
    static func resolved(_ output: FilePath) throws(ParquetError) -> FilePath {
        var existing = output
        var missing: [FilePath.Component] = []
        while !PlatformFile.exists(existing), let last = existing.lastComponent {
            missing.insert(last, at: 0)
            existing = existing.removingLastComponent()
        }
        var resolved = try PlatformFile.resolved(existing.isEmpty ? "." : existing)
        for component in missing { resolved.append(component) }
        resolved.lexicallyNormalize()
        return resolved
    }
}

extension PathPattern {
    /// Whether a file that is written to `output` would be one of the pattern.
    fileprivate func matchesFile(in output: FilePath) throws(ParquetError) -> Bool {
        let root = try PlatformFile.resolved(FilePath(root))
        let output = try OutputPartition.resolved(output)
        guard output.starts(with: root) else { return false }
        let names = output.components.dropFirst(root.components.count).map(\.string)
        guard !names.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("_") }) else { return false }
        return matches(names + [StagedFiles.name(0)])
    }
}
