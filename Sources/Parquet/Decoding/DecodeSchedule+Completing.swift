// What the results of jobs change.
extension DecodeSchedule {
    /// Takes the result of the job out of `slot`: a buffer that two hold would be copied when one changes it.
    mutating func complete(_ slot: inout DecodeJob?) {
        guard let job = slot.take() else { return }
        switch consume job {
        case .open(let job): complete(job)
        case .fetch(let job): complete(job)
        case .select(let job): complete(job)
        case .decode(let job): complete(job)
        }
    }

    private mutating func complete(_ job: consuming OpenRowGroupJob) {
        guard let index = place(ofGroup: job.scan.plan.ordinal) else { return }
        keep(job.spareBuffers)
        groups[index].isOpen = true
        groups[index].error = job.error
        take(job.scan, ofGroup: index)
        heldByteCount += job.fetched.ownedByteCount - groups[index].windowByteCount
        groups[index].windowByteCount = job.fetched.ownedByteCount
        groups[index].windows = job.fetched.owned
        guard job.error == nil else { return stop() }
        let scan = job.scan
        let chunks = DecodeSchedule.supplied(job.fetched)
        if scan.isFiltered, let predicate = request.predicate {
            groups[index].laterPlaces = request.places.filter { scan.isReadLater($0) }
            groups[index].askedLane = DecodeLane(chunks)
            groups[index].selection = RowSelection(file, predicate, request, places: chunks.map(\.place))
        } else {
            explanation.matchedRowCount += scan.rows.possible.count
            groups[index].laterPlaces = request.places
            groups[index].laterLane = DecodeLane(chunks)
            if request.isPlanOnly { groups[index].scan?.endBatches() }
        }
    }

    private mutating func complete(_ job: consuming FetchColumnsJob) {
        guard let index = place(ofGroup: job.scan.plan.ordinal) else { return }
        keep(job.spareBuffers)
        take(job.scan, ofGroup: index)
        groups[index].isFetching = false
        heldByteCount += job.fetched.ownedByteCount
        groups[index].windowByteCount += job.fetched.ownedByteCount
        groups[index].windows += job.fetched.owned
        if let error = job.error {
            groups[index].batches = []
            groups[index].error = error
            return stop()
        }
        if request.isPlanOnly {
            groups[index].batches = []
        } else if job.fetched.chunks.isEmpty {
            for window in job.fetched.windows {
                for column in groups[index].laterLane.columns.indices
                where window.places.contains(groups[index].laterLane.columns[column].place) {
                    groups[index].laterLane.columns[column].chunk?.add(window.bytes, at: window.offset)
                }
            }
        } else {
            groups[index].laterLane = DecodeLane(DecodeSchedule.supplied(job.fetched))
        }
    }

    private mutating func complete(_ job: consuming SelectRowsJob) {
        guard let index = place(ofGroup: job.ordinal) else { return }
        groups[index].selection = job.selection
        for batch in job.batches {
            for column in batch.vectors.indices {
                giveBack(batch.vectors[column], groups[index].askedLane.columns[column].place)
            }
            heldByteCount += groups[index].add(batch)
        }
        if let error = job.error, let batch = job.batches.first {
            groups[index].fail(error, column: .max, atAsked: batch.index)
            stop()
        }
        endSegment(ofGroup: index)
    }

    private mutating func complete(_ job: consuming DecodeColumnJob) {
        guard let index = place(ofGroup: job.ordinal) else { return }
        explanation.dataByteCount += job.readByteCount
        let held = job.heldByteCount
        let (place, heldBefore) =
            job.isAskedFirst
            ? groups.span[index].askedLane.holding(of: job.column)
            : groups.span[index].laterLane.holding(of: job.column)
        heldByteCount += held - heldBefore
        for (offset, vector) in job.vectors.enumerated() {
            guard offset < job.doneCount || job.error != nil else {
                giveBack(vector, place)
                continue
            }
            let byteCount = vector.byteCount
            heldByteCount += byteCount
            add(vector, byteCount, of: job, job.firstBatch + offset, place, toGroup: index)
        }
        let next: Int? =
            if job.error != nil {
                // Nothing comes after it.
                .max
            } else if job.doneCount < job.rows.count {
                job.firstBatch + job.doneCount
            } else {
                nil
            }
        if job.isAskedFirst {
            groups[index].askedLane.put(back: job.chunk, held, job.column, next: next)
            endSegment(ofGroup: index)
        } else {
            groups[index].laterLane.put(back: job.chunk, held, job.column, next: next)
        }
        if job.error != nil { stop() }
    }

    /// Puts what came of a batch of a column in its place.
    private mutating func add(
        _ vector: ColumnVector, _ byteCount: Int, of job: DecodeColumnJob, _ batch: Int, _ column: Int,
        toGroup index: Int
    ) {
        let error = batch - job.firstBatch >= job.doneCount ? job.error : nil
        guard !job.isAskedFirst else {
            if let error { groups[index].fail(error, column: column, atAsked: batch) }
            groups[index].add(vector, byteCount, column: job.column, toAsked: batch)
            return
        }
        guard let output = request.outputs[column] else { return }
        let place = batch - groups[index].firstBatch
        if groups[index].batches[place].vectors.isEmpty {
            groups[index].batches[place].vectors = [ColumnVector?](repeating: nil, count: request.places.count)
        }
        groups[index].batches[place].byteCount += byteCount
        groups[index].batches[place].missingCount -= 1
        groups[index].batches[place].vectors[output] = vector
        // With several columns broken the same one is told, whichever was first.
        if let error, column <= groups[index].batches[place].error?.column ?? .max {
            groups[index].batches[place].error = (column, error)
        }
    }

    /// Goes on with the rows that are left, if the predicate is answered for a segment.
    private mutating func endSegment(ofGroup index: Int) {
        guard
            let rowCount = groups[index].endSegment(outputs: request.outputs, outputCount: request.places.count)
        else { return }
        explanation.matchedRowCount += rowCount
        guard groups[index].laterPlaces.isEmpty || rowCount == 0 else { return }
        groups[index].endLacking()
        if request.isPlanOnly { groups[index].batches = [] }
        guard groups.span[index].isAtLastSegment, var scan = groups[index].scan else { return }
        for place in groups[index].laterPlaces { scan.account(place, scan.survivors) }
        take(scan, ofGroup: index)
    }

    /// Takes a scan back and adds its figures.
    private mutating func take(_ scan: RowGroupScan, ofGroup index: Int) {
        var scan = scan
        explanation += scan.explanation
        scan.explanation = ScanExplanation()
        groups[index].scan = scan
    }

    /// The readers of columns with what was read for them.
    private static func supplied(_ fetched: FetchedColumns) -> [(place: Int, chunk: ColumnChunkReader)] {
        var chunks = fetched.chunks
        let places = Dictionary(uniqueKeysWithValues: chunks.indices.map { (chunks[$0].place, $0) })
        for window in fetched.windows {
            for place in window.places {
                guard let index = places[place] else { continue }
                chunks[index].chunk.add(window.bytes, at: window.offset)
            }
        }
        return chunks
    }
}
