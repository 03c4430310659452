internal import Parquet

extension Monitor<Bool> {
    /// Goes on unless the conversion was cancelled, of which this says whether it was.
    ///
    /// - Throws: `ParquetError` with code `io` if it was.
    func checkCancellation() throws(ParquetError) {
        guard change({ $0 }) else { return }
        throw ParquetError(.io, "the conversion was cancelled; partitions that were complete are kept")
    }
}
