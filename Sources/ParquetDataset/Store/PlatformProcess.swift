internal import Foundation
internal import SystemPackage

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// This process and its neighbours.
enum PlatformProcess {
    /// The number of this process.
    static var number: Int { Int(ProcessInfo.processInfo.processIdentifier) }

    /// What tells the processes that this one sees from those of other machines and containers: the host's name, and on Linux the boot
    /// and the namespace of process numbers.
    static var neighbourhood: String {
        var parts = [ProcessInfo.processInfo.hostName]
        if let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8) {
            parts.append(boot.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        if let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid") {
            parts.append(namespace)
        }
        return parts.joined(separator: " ")
    }

    /// Whether a process of this neighbourhood is there.
    static func exists(_ number: Int) -> Bool {
        guard let number = pid_t(exactly: number), number > 0, !hasEnded(number) else { return false }
        return kill(number, 0) == 0 || Errno(rawValue: errno) != .noSuchProcess
    }

    /// Whether a process has ended and nobody has asked for its exit code yet: Linux keeps its number then. That lasts for ever in
    /// containers whose first process asks for none.
    private static func hasEnded(_ number: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            let state = text[(text.lastIndex(of: ")") ?? text.startIndex)...].dropFirst(2).first
        else { return false }
        return state == "Z" || state == "X"
    }
}
