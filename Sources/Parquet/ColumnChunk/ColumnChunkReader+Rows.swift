internal import ParquetBytes
internal import ParquetCodecs

extension ColumnChunkReader {
    /// Reads rows of one level each.
    mutating func readRows(
        into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        while rangeIndex < ranges.count {
            let range = ranges[rangeIndex]
            while nextRow < range.lowerBound {
                if let needed = try passRows(to: range.lowerBound, &decompressor, room(byteLimit, vector)) {
                    return needed
                }
            }
            while nextRow < range.upperBound {
                while pageRemaining == 0 {
                    if let needed = try openPage(with: nextRow, &decompressor, room(byteLimit, vector)) {
                        return needed
                    }
                }
                let step = min(range.upperBound - nextRow, pageRemaining)
                var present = step
                switch shape {
                case .required, .repeated: break
                case .optional:
                    present = try pages.decode(step, with: &definitionDecoder, into: &validity)
                case .nested:
                    let start = levels.definition.count
                    try check(room(byteLimit, vector), for: step * 2, "levels")
                    try pages.decode(step, with: &definitionDecoder, into: &levels.definition)
                    present = try countValues(levels.definition, start..<start + step)
                }
                try decodeValues(present, into: &vector.values, room(byteLimit, vector))
                pageRemaining -= step
                nextRow += step
            }
            rangeIndex += 1
        }
        switch shape {
        case .required, .repeated: break
        case .optional:
            vector.presence = .validity(validity)
            validity = Bitmap()
        case .nested:
            vector.presence = .levels(definition: levels.definition, repetition: nil)
            levels = Levels()
        }
        return nil
    }

    /// Passes over rows of one level each: those of a page, or those before it, up to row `end` at most.
    private mutating func passRows(
        to end: Int, _ decompressor: inout PageDecompressor, _ room: Int
    ) throws(ParquetError) -> Range<Int>? {
        guard pageRemaining > 0 else { return try openPage(with: end, &decompressor, room) }
        let step = min(end - nextRow, pageRemaining)
        // What is left of a page that is left as a whole need not be looked at.
        if step < pageRemaining || values.dependsOnPages && locations == nil {
            var present = step
            switch shape {
            case .required, .repeated: break
            case .optional:
                passedValidity.removeAll()
                present = try pages.decode(step, with: &definitionDecoder, into: &passedValidity)
            case .nested:
                passedLevels.removeAll(keepingCapacity: true)
                try check(room, for: step * 2, "levels")
                try pages.decode(step, with: &definitionDecoder, into: &passedLevels)
                present = try countValues(passedLevels, 0..<step)
            }
            try pages.skipValues(present, with: &values, column, byteLimit: room)
        }
        pageRemaining -= step
        nextRow += step
        return nil
    }

    /// Reads rows of any number of levels each.
    mutating func readRepeated(
        into vector: inout ColumnVector, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        while rangeIndex < ranges.count {
            let range = ranges[rangeIndex]
            if !isWithinRange, nextRow < range.lowerBound {
                if let needed = try moveRows(to: range.lowerBound, into: nil, &vector, &decompressor, byteLimit) {
                    return needed
                }
            }
            isWithinRange = true
            if let needed = try moveRows(to: range.upperBound, into: range, &vector, &decompressor, byteLimit) {
                return needed
            }
            isWithinRange = false
            rangeIndex += 1
        }
        guard levels.repetition.first ?? 0 == 0 else {
            throw ParquetError(.malformed, "the chunk's first repetition level is \(levels.repetition[0])")
        }
        vector.presence = .levels(definition: levels.definition, repetition: levels.repetition)
        levels = Levels()
        return nil
    }

    /// Goes over the levels of the rows before row `end`, and takes them if they are within the range `taken`.
    ///
    /// A row is over where the next one begins, be it in another page, unless the offset index says that pages begin with rows.
    private mutating func moveRows(
        to end: Int, into taken: Range<Int>?, _ vector: inout ColumnVector, _ decompressor: inout PageDecompressor,
        _ byteLimit: Int
    ) throws(ParquetError) -> Range<Int>? {
        while true {
            while pageRemaining == 0, nextRow < end || locations == nil && unopenedValueCount > 0 {
                let row = taken == nil ? end : nextRow
                if let needed = try openPage(with: row, &decompressor, room(byteLimit, vector)) { return needed }
            }
            guard pageRemaining > 0 else { break }
            let start = pageLevels.definition.count - pageRemaining
            var rowsLeft = end - nextRow
            let stop = ColumnChunkReader.endOfRows(pageLevels.repetition, from: start, &rowsLeft)
            nextRow = end - rowsLeft
            guard stop > start else { break }
            if taken != nil {
                try check(room(byteLimit, vector), for: (stop - start) * 4, "levels")
                levels.repetition.append(contentsOf: pageLevels.repetition[start..<stop])
                levels.definition.append(contentsOf: pageLevels.definition[start..<stop])
                let present = try countValues(pageLevels.definition, start..<stop)
                try decodeValues(present, into: &vector.values, room(byteLimit, vector))
            } else if stop - start < pageRemaining || values.dependsOnPages && locations == nil {
                let present = try countValues(pageLevels.definition, start..<stop)
                try pages.skipValues(present, with: &values, column, byteLimit: room(byteLimit, vector))
            }
            pageRemaining -= stop - start
            if pageRemaining > 0 { break }
        }
        return nil
    }

    /// Takes rows of a page from level `start` on, `rowsLeft` at most.
    ///
    /// - Returns: the level behind them. The last row may go on in the next page.
    private static func endOfRows(_ repetition: [UInt16], from start: Int, _ rowsLeft: inout Int) -> Int {
        let levels = repetition.span
        for index in start..<levels.count where levels[index] == 0 {
            if rowsLeft == 0 { return index }
            rowsLeft -= 1
        }
        return levels.count
    }

    /// How many of the levels `range` stand for values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if one exceeds the column's maximum.
    private func countValues(_ definition: [UInt16], _ range: Range<Int>) throws(ParquetError) -> Int {
        let highest = UInt16(clamping: column.maxDefinitionLevel)
        var present = 0
        var greatest: UInt16 = 0
        let levels = definition.span
        for index in range {
            present += levels[index] == highest ? 1 : 0
            greatest = max(greatest, levels[index])
        }
        guard greatest <= highest else {
            throw ParquetError(.malformed, "definition level \(greatest) exceeds \(highest)")
        }
        return present
    }
}
