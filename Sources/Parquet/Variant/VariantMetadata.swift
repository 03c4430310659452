internal import ParquetBytes

/// The names of the fields of a variant's objects (VariantEncoding.md, "Metadata encoding").
///
///     header, 1 byte      version 1 in bits 0–3, sorted in bit 4, bytes of an offset less 1 in bits 6–7
///     count               of names, in as many bytes as an offset
///     count + 1 offsets   of the names' beginnings and the last one's end, behind the offsets
///     names               UTF-8, end to end
///
/// `01 02 00 01 03 61 62 63` has two names, `a` and `bc`.
public struct VariantMetadata: Sendable, Equatable {
    /// The names, in the order in which values refer to them.
    public let names: [String]
    /// The bytes that the metadata take.
    public let byteCount: Int

    /// Decodes `bytes`; what follows the names is passed over.
    ///
    /// - Throws: `ParquetError` with code `malformed`, or `unsupported` for another version than 1.
    public init(_ bytes: [UInt8]) throws(ParquetError) {
        try self.init(bytes.span.rawBytes)
    }

    init(_ bytes: RawSpan) throws(ParquetError) {
        guard bytes.byteCount > 0 else { throw ParquetError(.malformed, "a variant's metadata are empty") }
        let header = bytes.loadUInt8(at: 0)
        guard header & 0x0F == 1 else {
            throw ParquetError(.unsupported, "a variant's metadata are of version \(header & 0x0F), only 1 is read")
        }
        let width = Int(header >> 6) + 1
        let count = try bytes.variantNumber(at: 1, width: width)
        let offsets = 1 + width
        let start = offsets + (count + 1) * width
        guard start <= bytes.byteCount else {
            throw ParquetError(
                .malformed, "a variant's metadata of \(bytes.byteCount) bytes cannot hold \(count) names")
        }
        var names: [String] = []
        names.reserveCapacity(count)
        var place = try bytes.variantNumber(at: offsets, width: width)
        guard place == 0 else {
            throw ParquetError(.malformed, "the first name of a variant's metadata is at offset \(place)")
        }
        for index in 0..<count {
            let end = try bytes.variantNumber(at: offsets + (index + 1) * width, width: width)
            guard end >= place, end <= bytes.byteCount - start else {
                throw ParquetError(.malformed, "name \(index) of a variant's metadata is at \(place) to \(end)")
            }
            names.append(try bytes.variantString(start + place..<start + end))
            place = end
        }
        self.names = names
        byteCount = start + place
    }
}

extension RawSpan {
    /// The unsigned little-endian number of `width` bytes, 1 to 4, at `offset`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the bytes end before.
    func variantNumber(at offset: Int, width: Int) throws(ParquetError) -> Int {
        try checkVariant(offset, count: width)
        var number = 0
        for index in 0..<width { number |= Int(loadUInt8(at: offset + index)) << (8 * index) }
        return number
    }

    /// The text at `range`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if it is not UTF-8.
    func variantString(_ range: Range<Int>) throws(ParquetError) -> String {
        try checkVariant(range.lowerBound, count: range.count)
        guard let string = String(validating: byteArray(range), as: UTF8.self) else {
            throw ParquetError(.malformed, "a string of a variant is not UTF-8")
        }
        return string
    }

    /// A copy of the bytes at `range`.
    func byteArray(_ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.resize(to: range.count)
        var target = bytes.mutableRawBytes
        target.copy(from: self, at: range.lowerBound, count: range.count, to: 0)
        return bytes
    }

    /// Checks that `count` bytes are at `offset`.
    func checkVariant(_ offset: Int, count: Int) throws(ParquetError) {
        guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw ParquetError(
                .malformed, "a variant of \(byteCount) bytes is cut off: \(count) needed at \(offset)")
        }
    }
}
