internal import ParquetBytes
internal import ParquetCodecs

// The choice of a column chunk's encoding, by measuring all candidates on its first values.

extension ColumnSettings {
    /// The encoding of chunks without a dictionary, if there is no choice.
    var onlyEncoding: Encoding? { encodings.count == 1 ? encodings[0] : nil }
}

extension ColumnChunkWriter {
    /// What the first values take in the best encoding without a dictionary, before and after compression, and what their
    /// levels take.
    struct DirectSample: Sendable {
        /// In PLAIN, before compression.
        var raw: Int
        var compressed: Int
        var levelCount: Int
        var levelByteCount: Int

        /// What values that take `byteCount` bytes in PLAIN take, the levels included.
        func estimate(of byteCount: Int, levelCount: Int) -> Int {
            let values = raw == 0 ? Double(byteCount) : Double(byteCount) / Double(raw) * Double(compressed)
            return Int(values + Double(levelByteCount) * Double(levelCount) / Double(max(self.levelCount, 1)))
        }
    }

    /// Compressed by uncompressed size; 1 where nothing is known yet.
    struct CompressionRatios: Sendable {
        var pages = 1.0
        var dictionary = 1.0
    }

    func ratio(_ compressed: Int, _ raw: Int) -> Double {
        raw == 0 ? 1 : Double(compressed) / Double(raw)
    }

    /// The encoding of the open page of a chunk without a dictionary, chosen by its values if it is the first one.
    mutating func chooseDirect(encoder: inout PageEncoder) throws(ParquetError) -> Encoding {
        if let direct { return direct }
        let best = try smallestOfPage(encoder: &encoder)
        direct = best.encoding
        matching = best.matching
        return best.encoding
    }

    private func smallestOfPage(encoder: inout PageEncoder) throws(ParquetError) -> Candidate {
        let plain = page.body.bytes.bytes(page.gap..<page.body.count)
        return try smallest(plain, page.bits, valueCount: page.presentCount, encoder: &encoder)
    }

    /// Chooses how the codec looks for what values repeat by those of the open page, unless it is chosen.
    mutating func chooseMatching(encoder: inout PageEncoder) throws(ParquetError) {
        guard matching == nil, settings.matchings.count > 1 else { return }
        matching = try matchingOfPage(encoder: &encoder)
    }

    private func matchingOfPage(encoder: inout PageEncoder) throws(ParquetError) -> ValueMatching {
        let plain = page.body.bytes.bytes(page.gap..<page.body.count)
        return try encoder.smallestMatching(of: plain, among: settings.matchings, codec: settings.codec)
    }

    /// The bytes of the sample by which a codec is chosen.
    private static let codecSampleByteCount = 256 << 10

    /// Chooses the codec by the values of the first page, in their encoding, and by the dictionary as far as it is there.
    mutating func chooseCodec(
        _ values: RawSpan, _ encoding: Encoding, encoder: inout PageEncoder
    ) throws(ParquetError) {
        guard chosenCodec == nil, settings.codecs.count > 1 else { return }
        let chosen = encoding == .plain ? matching ?? .none : .none
        let matchings = chosen == .none ? [chosen] : [chosen, .none]
        let sampleSize = ValueMatching.sampleByteCount(
            of: values, for: matchings, limit: ColumnChunkWriter.codecSampleByteCount)
        let sample = values.bytes(0..<sampleSize)
        var best: (codec: PageCodec, byteCount: Int, matching: ValueMatching)?
        for candidate in settings.codecs {
            let dictionarySize =
                encoding == .rleDictionary ? try dictionaryPageSize(candidate, encoder: &encoder) : 0
            for matching in matchings {
                let size = try encoder.compressedByteCount(of: sample, codec: candidate, matching: matching)
                let total = dictionarySize + size
                if best.map({ total < $0.byteCount }) ?? true {
                    best = (candidate, total, matching)
                }
            }
        }
        chosenCodec = best?.codec
        if encoding == .plain { self.matching = best?.matching }
    }

    /// A way to write values, and what it makes of some.
    private struct Candidate {
        var encoding: Encoding
        var matching: ValueMatching?
        var byteCount: Int
    }

    /// The candidate whose compressed form of some values is the smallest.
    private func smallest(
        _ plain: RawSpan, _ bits: Bitmap, valueCount: Int, encoder: inout PageEncoder
    ) throws(ParquetError) -> Candidate {
        var best: Candidate?
        var scratch = encoder.takeLevels()
        var matching: ValueMatching?
        for encoding in settings.encodings {
            let byteCount: Int
            if encoding == .plain {
                let found: ValueMatching
                if let known = self.matching {
                    found = known
                } else {
                    found = try encoder.smallestMatching(of: plain, among: settings.matchings, codec: settings.codec)
                }
                matching = found
                byteCount = try encoder.compressedByteCount(
                    of: column.physicalType == .boolean ? bits.bytes : plain, codec: settings.codec, matching: found)
            } else {
                scratch.removeAll()
                encoding.encode(plain: plain, bits: bits, valueCount: valueCount, column, into: &scratch)
                byteCount = try encoder.compressedByteCount(of: scratch.bytes, codec: settings.codec)
            }
            // The usual one comes first, and others have to be worth it.
            if best.map({ byteCount * 50 < $0.byteCount * 49 }) ?? true {
                best = Candidate(encoding: encoding, matching: matching, byteCount: byteCount)
            }
        }
        encoder.giveBackLevels(scratch)
        return best ?? Candidate(encoding: .plain, matching: matching, byteCount: plain.byteCount)
    }

    /// Chooses between a dictionary and none, measuring both on the first values. Levels cost the same either way and are left
    /// out.
    ///
    /// What counts is the trend: what a further value costs either way, when new distinct values come as often as they
    /// did in the second half of these.
    mutating func decide(encoder: inout PageEncoder) throws(ParquetError) {
        let count = coded?.indices.count ?? 0
        guard count > 0 else { return try giveUpDictionary(encoder: &encoder) }
        let sample = try sampleDirect(encoder: &encoder)
        let dictionarySize = try dictionaryPageSize(settings.codec, encoder: &encoder)
        ratios.dictionary = ratio(dictionarySize, distinctByteCount)
        let indexSize = try indexSize(encoder: &encoder)
        if dictionarySize + indexSize <= sample.compressed {
            state = .dictionary(sample: sample)
            expectsDistinctValues = false
            return
        }
        let half = count / 2
        let distinctAtHalf = (coded?.indices[..<half].max().map(Int.init) ?? -1) + 1
        let newShare = Double(distinctCount - distinctAtHalf) / Double(max(count - half, 1))
        let perDistinct = Double(dictionarySize) / Double(max(distinctCount, 1))
        let perValue = newShare * perDistinct + Double(indexSize) / Double(max(count, 1))
        if perValue < 0.9 * Double(sample.compressed) / Double(max(count, 1)) {
            state = .dictionary(sample: sample)
            expectsDistinctValues = false
        } else {
            expectsDistinctValues = newShare > 0.95
            try giveUpDictionary(encoder: &encoder)
        }
    }

    /// The bytes of the values, in PLAIN, by which a dictionary is compared with PLAIN alone; with more encodings, all are.
    private static let directSampleByteCount = 128 << 10

    /// What the values so far take without a dictionary, by the first of them.
    private mutating func sampleDirect(encoder: inout PageEncoder) throws(ParquetError) -> DirectSample {
        guard let coded else { return DirectSample(raw: 0, compressed: 0, levelCount: 0, levelByteCount: 0) }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        let count = coded.indices.count
        let limit = settings.encodings.count > 1 ? plainByteCount : ColumnChunkWriter.directSampleByteCount
        let sampled = max(1, min(count, count * limit / max(plainByteCount, 1)))
        PlainEncoder.encode(
            .dictionary(indices: coded.indices, values: coded.dictionary.values), 0..<sampled, into: &plain, bits: &bits
        )
        let best = try smallest(plain.bytes, bits, valueCount: sampled, encoder: &encoder)
        direct = best.encoding
        matching = best.matching
        let raw = plainByteCount
        let compressed = Int(Double(best.byteCount) * Double(raw) / Double(max(plain.count, 1)))
        plain.removeAll()
        var levelByteCount = 0
        if coded.levels.count > coded.indices.count || column.maxRepetitionLevel > 0 {
            let sizes = coded.levels.encode(hasLengths: false, into: &plain)
            levelByteCount =
                settings.pageVersion == .v2
                ? sizes.repetition + sizes.definition
                : try encoder.compressedByteCount(of: plain.bytes, codec: settings.codec)
        }
        encoder.giveBack(plain)
        return DirectSample(
            raw: raw, compressed: compressed, levelCount: coded.levels.count, levelByteCount: levelByteCount)
    }

    /// What the indices so far take, compressed as one.
    private func indexSize(encoder: inout PageEncoder) throws(ParquetError) -> Int {
        guard let coded else { return 0 }
        var encoded = encoder.takeBody()
        RLEBitPackingHybridEncoder.encode(
            coded.indices, 0..<coded.indices.count, bitWidth: DictionaryEncoder.bitWidth(count: distinctCount),
            into: &encoded)
        let size = try encoder.compressedByteCount(of: encoded.bytes, codec: settings.codec)
        encoder.giveBack(encoded)
        return size
    }

    private func dictionaryPageSize(
        _ codec: PageCodec, encoder: inout PageEncoder
    ) throws(ParquetError) -> Int {
        guard let dictionary = coded?.dictionary else { return 0 }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(dictionary.values, 0..<dictionary.count, into: &plain, bits: &bits)
        let size = try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        encoder.giveBack(plain)
        return size
    }
}
