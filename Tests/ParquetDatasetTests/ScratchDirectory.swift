import Foundation
import SystemPackage

/// A directory that is there as long as the value is.
final class ScratchDirectory: Sendable {
    let path: FilePath

    init() throws {
        path = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("parkett-test-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// Writes a file below the directory, with the directories that lead to it.
    func write(_ relativePath: String, _ bytes: [UInt8]) throws {
        let target = path.appending(relativePath)
        try FileManager.default.createDirectory(
            atPath: target.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: target.string))
    }

    func write(_ relativePath: String, _ text: String = "") throws {
        try write(relativePath, Array(text.utf8))
    }

    /// The files below `relativePath`, hidden ones included, sorted; without records of datasets, unless they are
    /// asked for.
    func files(in relativePath: String = "", withRecords: Bool = false) -> [String] {
        let root = relativePath.isEmpty ? path.string : path.appending(relativePath).string
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            guard withRecords || !name.split(separator: "/").contains("_parkett") else { return false }
            let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/" + name)
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }

    func bytes(of relativePath: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path.appending(relativePath).string).map(Array.init)
    }

    /// Runs a program of the system, such as gzip, on `input` and gives what it prints.
    static func run(_ program: String, _ arguments: [String], on input: [UInt8]) throws -> [UInt8] {
        let scratch = try ScratchDirectory()
        try scratch.write("input", input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = try FileHandle(
            forReadingFrom: URL(fileURLWithPath: scratch.path.appending("input").string))
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Array(data)
    }
}
