internal import Parquet

/// Asynchronous work for threads of our own, which may wait. Threads of Swift's cooperative pool must not.
enum Blocking {
    /// Does `body` in a task and waits for it.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(ParquetError) -> Value
    ) throws(ParquetError) -> Value {
        let outcome = Monitor<Result<Value, ParquetError>?>(nil)
        Task.detached {
            do throws(ParquetError) {
                let value = try await body()
                outcome.change { $0 = .success(value) }
            } catch {
                outcome.change { $0 = .failure(error) }
            }
        }
        return try outcome.wait { $0 }.get()
    }
}
