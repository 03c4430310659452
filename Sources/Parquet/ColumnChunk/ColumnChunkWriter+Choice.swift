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
        direct = best
        return best
    }

    private func smallestOfPage(encoder: inout PageEncoder) throws(ParquetError) -> Encoding {
        let plain = page.body.bytes.bytes(page.gap..<page.body.count)
        return try smallest(plain, page.bits, valueCount: page.presentCount, encoder: &encoder).encoding
    }

    /// The candidate whose compressed form of some values is the smallest.
    private func smallest(
        _ plain: RawSpan, _ bits: Bitmap, valueCount: Int, encoder: inout PageEncoder
    ) throws(ParquetError) -> (encoding: Encoding, byteCount: Int) {
        var best: (encoding: Encoding, byteCount: Int)?
        var scratch = encoder.takeLevels()
        for encoding in settings.encodings {
            let byteCount: Int
            if encoding == .plain {
                byteCount = try encoder.compressedByteCount(
                    of: column.physicalType == .boolean ? bits.bytes : plain, codec: codec)
            } else {
                scratch.removeAll()
                encoding.encode(plain: plain, bits: bits, valueCount: valueCount, column, into: &scratch)
                byteCount = try encoder.compressedByteCount(of: scratch.bytes, codec: codec)
            }
            // The usual one comes first, and others have to be worth it.
            if best.map({ byteCount * 50 < $0.byteCount * 49 }) ?? true { best = (encoding, byteCount) }
        }
        encoder.giveBackLevels(scratch)
        return best ?? (.plain, plain.byteCount)
    }

    /// Chooses between a dictionary and none, measuring both on the first values. Levels cost the same either way and are left
    /// out.
    ///
    /// What counts is the trend: what a further value costs either way, when new distinct values come as often as they
    /// did in the second half of these.
    mutating func decide(encoder: inout PageEncoder) throws(ParquetError) {
        let count = indices.count
        guard count > 0 else { return try giveUpDictionary(encoder: &encoder) }
        let sample = try sampleDirect(encoder: &encoder)
        let dictionarySize = try dictionaryPageSize(encoder: &encoder)
        ratios.dictionary = ratio(dictionarySize, distinctByteCount)
        let indexSize = try indexSize(encoder: &encoder)
        if dictionarySize + indexSize <= sample.compressed {
            state = .dictionary(sample: sample)
            expectsDistinctValues = false
            return
        }
        let half = count / 2
        let distinctAtHalf = (indices[..<half].max().map(Int.init) ?? -1) + 1
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

    private mutating func sampleDirect(encoder: inout PageEncoder) throws(ParquetError) -> DirectSample {
        guard let dictionary else { return DirectSample(raw: 0, compressed: 0, levelCount: 0, levelByteCount: 0) }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(
            .dictionary(indices: indices, values: dictionary.values), 0..<indices.count, into: &plain, bits: &bits)
        let best = try smallest(plain.bytes, bits, valueCount: indices.count, encoder: &encoder)
        direct = best.encoding
        let raw = plain.count
        plain.removeAll()
        var levelByteCount = 0
        if levels.count > indices.count || column.maxRepetitionLevel > 0 {
            let sizes = levels.encode(hasLengths: false, into: &plain)
            levelByteCount =
                settings.pageVersion == .v2
                ? sizes.repetition + sizes.definition : try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        }
        encoder.giveBack(plain)
        return DirectSample(
            raw: raw, compressed: best.byteCount, levelCount: levels.count, levelByteCount: levelByteCount)
    }

    /// What the indices so far take, compressed as one.
    private func indexSize(encoder: inout PageEncoder) throws(ParquetError) -> Int {
        var encoded = encoder.takeBody()
        RLEBitPackingHybridEncoder.encode(
            indices, 0..<indices.count, bitWidth: DictionaryEncoder.bitWidth(count: distinctCount), into: &encoded)
        let size = try encoder.compressedByteCount(of: encoded.bytes, codec: codec)
        encoder.giveBack(encoded)
        return size
    }

    private func dictionaryPageSize(encoder: inout PageEncoder) throws(ParquetError) -> Int {
        guard let dictionary else { return 0 }
        var plain = encoder.takeBody()
        var bits = Bitmap()
        PlainEncoder.encode(dictionary.values, 0..<dictionary.count, into: &plain, bits: &bits)
        let size = try encoder.compressedByteCount(of: plain.bytes, codec: codec)
        encoder.giveBack(plain)
        return size
    }
}
