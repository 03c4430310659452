import Parquet
import ParquetBytes
import Synchronization

@testable import ParquetDataset

/// A bucket in memory that can be made to fail, to do what it says it did not, and to show old lists.
final class MemoryBucket: ObjectBucket {
    /// What goes wrong with an operation.
    enum Fault: Sendable {
        /// Nothing is done, and there is an error.
        case before
        /// It is done, and there is an error all the same.
        case after
        /// A list is as it was some operations ago.
        case stale
    }

    private struct Object {
        var bytes: [UInt8]
        var version: Int
    }

    private struct State {
        var objects: [String: Object] = [:]
        var past: [[String: Object]] = []
        var operations = 0
    }

    let name = "memory"
    private let state = Mutex(State())
    private let fault: @Sendable (_ operation: Int, _ name: String) -> Fault?

    init(fault: @escaping @Sendable (_ operation: Int, _ name: String) -> Fault? = { _, _ in nil }) {
        self.fault = fault
    }

    private static let failure = ParquetError(.io, "the bucket failed")

    /// Does `body` as the faults have it.
    private func perform<Result>(
        _ name: String, _ body: (inout [String: Object]) -> sending Result
    ) throws(ParquetError) -> sending Result {
        let operation = state.withLock { state in
            state.operations += 1
            return state.operations
        }
        let fault = fault(operation, name)
        if case .before? = fault { throw MemoryBucket.failure }
        let result = state.withLock { state in
            let before = state.objects
            if case .stale? = fault, var past = state.past.randomElement() { return body(&past) }
            let result = body(&state.objects)
            state.past.append(before)
            if state.past.count > 4 { state.past.removeFirst() }
            return result
        }
        if case .after? = fault { throw MemoryBucket.failure }
        return result
    }

    var keys: [String] { state.withLock { $0.objects.keys.sorted() } }

    func list(_ prefix: String) throws(ParquetError) -> [BucketObject] {
        try perform("list") { objects in
            objects.filter { $0.key.hasPrefix(prefix) }
                .map { BucketObject(key: $0.key, byteCount: $0.value.bytes.count) }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
    }

    func object(_ key: String, limit: Int) throws(ParquetError) -> (bytes: [UInt8], version: String)? {
        let found = try perform("object") { objects in
            objects[key].map { (bytes: $0.bytes, version: String($0.version)) }
        }
        if let found, found.bytes.count > limit { throw ParquetError(.limit, "too long", at: .init(file: key)) }
        return found
    }

    func source(of key: String) throws(ParquetError) -> any ByteSource {
        guard let bytes = try perform("source", { $0[key]?.bytes }) else {
            throw ParquetError(.io, "there is no such object", at: .init(file: key))
        }
        return MemorySource(bytes, name: key)
    }

    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition) throws(ParquetError) -> Bool {
        try perform("put") { objects in
            switch condition {
            case .always: break
            case .absent: if objects[key] != nil { return false }
            case .unchanged(let version): if objects[key].map({ String($0.version) }) != version { return false }
            }
            objects[key] = Object(bytes: bytes, version: (objects[key]?.version ?? 0) + 1)
            return true
        }
    }

    func remove(_ key: String) throws(ParquetError) {
        try perform("remove") { $0[key] = nil }
    }

    func makeSink(_ key: String) throws(ParquetError) -> any StagedSink { Sink(bucket: self, key: key) }

    private final class Sink: StagedSink {
        private let bucket: MemoryBucket
        private let key: String
        private let bytes = Mutex<[UInt8]>([])

        init(bucket: MemoryBucket, key: String) {
            self.bucket = bucket
            self.key = key
        }

        func write(_ span: RawSpan) throws(ParquetError) {
            let added = (0..<span.byteCount).map { span.loadUInt8(at: $0) }
            bytes.withLock { $0 += added }
        }

        func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
            buffer.removeAll()
            buffer.append(bytes.withLock { Array($0[range]) })
        }

        func finish() throws(ParquetError) { _ = try bucket.put(key, bytes.withLock { $0 }, if: .always) }

        func abort() {}
    }
}
