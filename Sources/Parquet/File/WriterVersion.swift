/// The version of the library that wrote a file, as `created_by` of its footer names it:
/// `parquet-mr version 1.8.1 (build 4aba4da)`.
struct WriterVersion: Equatable {
    var isParquetMR: Bool
    var major: Int
    var minor: Int
    var patch: Int

    /// The version that `createdBy` names; nil if it names none in this form. What is missing or no number counts as 0.
    init?(_ createdBy: String?) {
        guard let createdBy else { return nil }
        let words = createdBy.split(separator: " ")
        guard let place = words.firstIndex(of: "version"), words.indices.contains(place + 1) else { return nil }
        isParquetMR = words[..<place].first == "parquet-mr"
        let numbers = words[place + 1].split(separator: ".").map { part in
            Int(part.prefix { $0.isNumber }) ?? 0
        }
        major = numbers.first ?? 0
        minor = numbers.dropFirst().first ?? 0
        patch = numbers.dropFirst(2).first ?? 0
    }
}
