internal import ParquetBytes

extension MutableRawSpan {
    /// Copies `length` bytes from `distance` before `place` to `place`, in order, so that they may repeat themselves. Bytes behind them, up
    /// to `limit`, may be overwritten.
    ///
    /// - Precondition: `distance` is from 1 to `place`, and `length` bytes fit before `limit`.
    @_lifetime(self: copy self)
    mutating func copyRepeating(_ length: Int, distance: Int, to place: Int, limit: Int) {
        let stop = place + length
        var to = place
        if distance >= 16 {
            while to < stop, to &+ 16 <= limit {
                store(bytes.loadBytes16(at: to &- distance), at: to)
                to &+= 16
            }
        } else if distance >= 8 {
            while to < stop, to &+ 8 <= limit {
                store(bytes.loadUInt64(at: to &- distance), at: to)
                to &+= 8
            }
        } else if length >= 16 {
            // Eight bytes of the repeated pattern, stored again and again at multiples of its length.
            for step in 0..<8 { store(bytes.loadUInt8(at: to &- distance &+ step), at: to &+ step) }
            let pattern = bytes.loadUInt64(at: to)
            let advance = 8 / distance * distance
            while to < stop, to &+ 8 <= limit {
                store(pattern, at: to)
                to &+= advance
            }
        }
        while to < stop {
            store(bytes.loadUInt8(at: to &- distance), at: to)
            to &+= 1
        }
    }
}
