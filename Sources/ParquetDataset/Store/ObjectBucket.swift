public import Parquet

/// A bucket of objects as S3 has it: objects are put and removed whole, there is no rename, and a put may depend on what is
/// there. What a store in a bucket (`BucketDatasetStore`) needs.
public protocol ObjectBucket: Sendable {
    /// What to call the bucket in errors.
    var name: String { get }

    /// The objects whose keys start with `prefix`, in the bytewise order of their keys.
    func list(_ prefix: String) async throws(ParquetError) -> [BucketObject]

    /// An object's bytes and version; nil if it is not there.
    ///
    /// - Throws: `ParquetError` with code `limit` if there are more than `limit`.
    func object(_ key: String, limit: Int) async throws(ParquetError) -> (bytes: [UInt8], version: String)?

    /// The bytes of an object that is there.
    func source(of key: String) async throws(ParquetError) -> any ByteSource

    /// Puts an object if `condition` holds. An error leaves open whether it was put.
    ///
    /// - Returns: false if the condition does not hold; then nothing was done.
    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition) async throws(ParquetError) -> Bool

    /// Begins an object that is there when the sink is finished, and not before. Writing to the sink blocks.
    func makeSink(_ key: String) throws(ParquetError) -> any StagedSink

    /// Removes an object, if it is there.
    func remove(_ key: String) async throws(ParquetError)
}

/// An object of a bucket.
public struct BucketObject: Sendable, Hashable {
    /// Its name.
    public let key: String
    /// Its size in bytes.
    public let byteCount: Int

    /// An object.
    public init(key: String, byteCount: Int) {
        self.key = key
        self.byteCount = byteCount
    }
}

/// What must be so for a put to be done.
public enum PutCondition: Sendable, Hashable {
    /// It is done in any case.
    case always
    /// There is no such object.
    case absent
    /// The object is there and of this version.
    case unchanged(version: String)
}
