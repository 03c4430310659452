extension ByteArrayValues {
    /// Appends `value`, which has `count` bytes and is the value at `index` of those that are stored.
    ///
    /// - Throws: `FieldMisfit` with code `limit` if all take 2 GiB or more.
    package mutating func append(_ value: some Sequence<UInt8>, count: Int, at index: Int) throws(FieldMisfit) {
        guard count <= Int(Int32.max) - bytes.count else {
            throw FieldMisfit("the byte strings of a batch take 2 GiB or more", at: index, code: .limit)
        }
        append(value)
    }
}
