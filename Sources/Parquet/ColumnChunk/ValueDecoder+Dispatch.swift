internal import ParquetBytes

// For each encoding the one switch over the storages that it decodes into. Each takes the array out of the enum, has it
// added to, and puts it back. Storages that the encoding does not go with were refused when the page was opened.

extension PlainDecoder {
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        switch values {
        case .boolean(var target):
            values = .boolean([])
            try decode(count, from: page, into: &target)
            values = .boolean(target)
        case .int32(var target):
            values = .int32([])
            try decode(count, from: page, into: &target)
            values = .int32(target)
        case .int64(var target):
            values = .int64([])
            try decode(count, from: page, into: &target)
            values = .int64(target)
        case .float(var target):
            values = .float([])
            try decode(count, from: page, into: &target)
            values = .float(target)
        case .double(var target):
            values = .double([])
            try decode(count, from: page, into: &target)
            values = .double(target)
        case .byteArray(var target):
            values = .byteArray(ByteArrayValues())
            try decode(count, from: page, into: &target, byteLimit: byteLimit)
            values = .byteArray(target)
        case .fixedLengthByteArray(var target):
            values = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            try decode(count, from: page, into: &target)
            values = .fixedLengthByteArray(target)
        case .dictionary:
            assertionFailure("values are decoded into plain storage")
        }
    }
}

extension RLEBitPackingHybridDecoder {
    mutating func decodeBooleans(
        _ count: Int, from page: RawSpan, into values: inout ColumnValues
    ) throws(ParquetError) {
        guard case .boolean(var target) = values else {
            assertionFailure("runs are decoded into booleans")
            return
        }
        values = .boolean([])
        var bits: [UInt8] = []
        try decode(count, from: page, into: &bits)
        target.reserveCapacity(target.count + count)
        for bit in bits { target.append(bit != 0) }
        values = .boolean(target)
    }
}

extension DeltaBinaryPackedDecoder {
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout ColumnValues) throws(ParquetError) {
        switch values {
        case .int32(var target):
            values = .int32([])
            try decode(count, from: page, into: &target)
            values = .int32(target)
        case .int64(var target):
            values = .int64([])
            try decode(count, from: page, into: &target)
            values = .int64(target)
        case .boolean, .float, .double, .byteArray, .fixedLengthByteArray, .dictionary:
            assertionFailure("delta-coded numbers are decoded into integers")
        }
    }
}

extension DeltaLengthByteArrayDecoder {
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        guard case .byteArray(var target) = values else {
            assertionFailure("byte strings are decoded into byte strings")
            return
        }
        values = .byteArray(ByteArrayValues())
        try decode(count, from: page, into: &target, byteLimit: byteLimit)
        values = .byteArray(target)
    }
}

extension DeltaByteArrayDecoder {
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ColumnValues, byteLimit: Int
    ) throws(ParquetError) {
        switch values {
        case .byteArray(var target):
            values = .byteArray(ByteArrayValues())
            try decode(count, from: page, into: &target, byteLimit: byteLimit)
            values = .byteArray(target)
        case .fixedLengthByteArray(var target):
            values = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            try decode(count, from: page, into: &target, byteLimit: byteLimit)
            values = .fixedLengthByteArray(target)
        case .boolean, .int32, .int64, .float, .double, .dictionary:
            assertionFailure("byte strings are decoded into byte strings")
        }
    }
}

extension ByteStreamSplitDecoder {
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout ColumnValues) throws(ParquetError) {
        switch values {
        case .int32(var target):
            values = .int32([])
            try decode(count, from: page, into: &target)
            values = .int32(target)
        case .int64(var target):
            values = .int64([])
            try decode(count, from: page, into: &target)
            values = .int64(target)
        case .float(var target):
            values = .float([])
            try decode(count, from: page, into: &target)
            values = .float(target)
        case .double(var target):
            values = .double([])
            try decode(count, from: page, into: &target)
            values = .double(target)
        case .fixedLengthByteArray(var target):
            values = .fixedLengthByteArray(FixedLengthByteArrayValues(length: target.length))
            try decode(count, from: page, into: &target)
            values = .fixedLengthByteArray(target)
        case .boolean, .byteArray, .dictionary:
            assertionFailure("streams of bytes are decoded into values of one width")
        }
    }
}

extension ALPDecoder<Float> {
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout ColumnValues) throws(ParquetError) {
        guard case .float(var target) = values else {
            assertionFailure("ALP is decoded into floating-point numbers")
            return
        }
        values = .float([])
        try decode(count, from: page, into: &target)
        values = .float(target)
    }
}

extension ALPDecoder<Double> {
    mutating func decode(_ count: Int, from page: RawSpan, into values: inout ColumnValues) throws(ParquetError) {
        guard case .double(var target) = values else {
            assertionFailure("ALP is decoded into floating-point numbers")
            return
        }
        values = .double([])
        try decode(count, from: page, into: &target)
        values = .double(target)
    }
}
