internal import Parquet
internal import SystemPackage

/// What the input of a conversion is.
enum InputPath {
    /// A directory above the partitions, or one file.
    case path(FilePath)
    /// The files of a pattern.
    case pattern(PathPattern)
    /// What comes through standard input.
    case standardInput

    /// What `input` spells: `-` is standard input; what has wildcards is a pattern, unless a file is called so.
    init(_ input: FilePath) throws(ParquetError) {
        if input.string == "-" {
            self = .standardInput
        } else if PathPattern.isPattern(input.string), !PlatformFile.exists(input) {
            self = .pattern(try PathPattern(input.string))
        } else {
            self = .path(input)
        }
    }
}
