internal import Foundation
public import Parquet
internal import ParquetJSON

/// The right to change a dataset, which one run has at a time.
///
///     _parkett/locks/00000007.json
///     {"expires":1740366000,"host":"…","lock":1,"process":4711,"released":false}
///
/// The record with the highest number is the lock. It is had by making the next one, which one of several succeeds with, when the last
/// one is released, has expired, or belongs to a process of this machine that is no more. Its owner puts the expiry off while it
/// works. Whoever was thought dead and is not finds a higher number, and must not go on (`check`).
public final class DatasetLock: Sendable {
    /// The folder of the records.
    public static let folder = "locks"
    /// How long the lock is held without being renewed, in seconds.
    public static let leaseSeconds = 120

    private let store: any DatasetStore
    private let number: Int
    private let clock: @Sendable () -> Int

    private init(_ store: any DatasetStore, number: Int, clock: @escaping @Sendable () -> Int) {
        self.store = store
        self.number = number
        self.clock = clock
    }

    /// Takes the lock of the dataset in `store`.
    ///
    /// - Parameter clock: the time, as seconds since 1970-01-01T00:00:00Z.
    /// - Throws: `ParquetError` with code `locked` if another run has it.
    public static func acquire(
        _ store: any DatasetStore, clock: @escaping @Sendable () -> Int = DatasetLock.systemClock
    ) async throws(ParquetError) -> DatasetLock {
        while true {
            let names = try await store.records(in: folder)
            let last = names.compactMap(number).max() ?? 0
            if last > 0, let state = try await State.read(store, last) {
                try state.checkFree(store, last, now: clock())
            }
            guard last < maximumNumber else {
                throw ParquetError(.malformed, "the numbers of locks are used up", at: place(store, last))
            }
            let lock = DatasetLock(store, number: last + 1, clock: clock)
            // Somebody else may have made it meanwhile, who is asked then.
            guard try await store.create(path(last + 1), lock.state(released: false).bytes) else { continue }
            for name in names where (number(name) ?? .max) <= last { try await store.remove("\(folder)/\(name)") }
            return lock
        }
    }

    /// The time of the system.
    public static let systemClock: @Sendable () -> Int = { Int(Date().timeIntervalSince1970.rounded(.down)) }

    /// Puts the expiry off.
    ///
    /// - Throws: as `check`.
    public func renew() async throws(ParquetError) {
        try await check()
        try await store.replace(DatasetLock.path(number), state(released: false).bytes)
    }

    /// Checks that nobody else has taken the lock.
    ///
    /// - Throws: `ParquetError` with code `locked` if somebody has.
    public func check() async throws(ParquetError) {
        let last = try await store.records(in: DatasetLock.folder).compactMap(DatasetLock.number).max() ?? 0
        guard last == number else {
            throw ParquetError(
                .locked,
                "another run took the dataset over, since this one did not renew its lock in time; run it again",
                at: DatasetLock.place(store, last))
        }
    }

    /// Gives the lock back.
    public func release() async throws(ParquetError) {
        try await check()
        try await store.replace(DatasetLock.path(number), state(released: true).bytes)
    }

    private func state(released: Bool) -> State {
        State(
            host: PlatformProcess.neighbourhood, process: PlatformProcess.number,
            expires: clock() + DatasetLock.leaseSeconds, isReleased: released)
    }

    private static let maximumNumber = 99_999_999

    private static func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(folder)/\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).json"
    }

    private static func number(_ name: String) -> Int? {
        guard name.hasSuffix(".json"), name.utf8.count == 13 else { return nil }
        return Int(name.dropLast(5)).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func place(_ store: any DatasetStore, _ number: Int) -> ParquetError.Place {
        .init(file: "\(store.name)/\(ContractStore.directoryName)/\(path(number))")
    }

    /// Who has the lock.
    private struct State {
        let host: String
        let process: Int
        /// Seconds since 1970-01-01T00:00:00Z.
        let expires: Int
        let isReleased: Bool

        var bytes: [UInt8] {
            CanonicalJSON.object([
                "lock": .integer(1), "host": .string(host), "process": .integer(process), "expires": .integer(expires),
                "released": .boolean(isReleased),
            ]).bytes
        }

        /// The record of a number; nil if it is not there any more.
        static func read(_ store: any DatasetStore, _ number: Int) async throws(ParquetError) -> State? {
            guard let bytes = try await store.record(path(number), limit: 1 << 16) else { return nil }
            do throws(ParquetError) {
                var reader = try RecordReading(CanonicalJSON(canonical: bytes), "the lock")
                guard try reader.integer("lock") == 1 else {
                    throw reader.error("is of another version than 1", of: "lock")
                }
                let state = State(
                    host: try reader.string("host"), process: try reader.integer("process"),
                    expires: try reader.integer("expires"), isReleased: try reader.boolean("released"))
                try reader.finish()
                return state
            } catch {
                throw error.at(place(store, number))
            }
        }

        /// - Throws: `ParquetError` with code `locked` if somebody has the lock.
        func checkFree(_ store: any DatasetStore, _ number: Int, now: Int) throws(ParquetError) {
            if isReleased || expires <= now { return }
            if host == PlatformProcess.neighbourhood, !PlatformProcess.exists(process) { return }
            let name = host.split(separator: " ").first ?? "another machine"
            throw ParquetError(
                .locked,
                "process \(process) on \(name) is at work on the dataset; wait until it ends. If it is no more, the lock "
                    + "expires in \(expires - now) s, or delete this file", at: place(store, number))
        }
    }
}
