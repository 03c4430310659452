/// Where the numbers are in a struct of Thrift's compact protocol: values, lengths of strings and lists. Written without the
/// library's reader, which is what is tested.
struct ThriftNumbers {
    /// A number's place, and how it is written.
    struct Number {
        enum Kind {
            /// A value, its sign in the lowest bit.
            case value
            /// A length.
            case length
            /// A list's length in the upper four bits of a byte; the lower ones are the type of its elements.
            case shortListLength(elementType: UInt8)
        }
        let range: Range<Int>
        let kind: Kind
    }

    private(set) var numbers: [Number] = []
    private let bytes: [UInt8]
    private var offset = 0

    /// The numbers of the struct that starts `bytes`; nil if they are none.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard passStruct(depth: 0) else { return nil }
    }

    /// The number of bytes that the struct takes.
    var byteCount: Int { offset }

    /// The struct's bytes with `number` replaced by the 64 bits of `value`.
    func replacing(_ number: Number, by value: Int64) -> [UInt8] {
        var new: [UInt8] = []
        switch number.kind {
        case .value: new = ThriftNumbers.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
        case .length: new = ThriftNumbers.varint(UInt64(bitPattern: value))
        case .shortListLength(let type): new = [0xF0 | type] + ThriftNumbers.varint(UInt64(bitPattern: value))
        }
        return Array(bytes[..<number.range.lowerBound]) + new + Array(bytes[number.range.upperBound..<offset])
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private mutating func passStruct(depth: Int) -> Bool {
        guard depth < 20 else { return false }
        while offset < bytes.count {
            let header = bytes[offset]
            offset += 1
            if header == 0 { return true }
            if header >> 4 == 0 { _ = passVarint() }
            guard passValue(header & 15, depth: depth, isElement: false) else { return false }
        }
        return false
    }

    private mutating func passValue(_ type: UInt8, depth: Int, isElement: Bool) -> Bool {
        switch type {
        case 1, 2:
            if isElement { offset += 1 }
        case 3: offset += 1
        case 4, 5, 6:
            let start = offset
            guard passVarint() != nil else { return false }
            numbers.append(Number(range: start..<offset, kind: .value))
        case 7: offset += 8
        case 8:
            let start = offset
            guard let length = passVarint() else { return false }
            numbers.append(Number(range: start..<offset, kind: .length))
            offset += Int(length)
        case 9, 10:
            guard offset < bytes.count else { return false }
            let start = offset
            let header = bytes[offset]
            offset += 1
            var count = Int(header >> 4)
            if count == 15 {
                guard let long = passVarint() else { return false }
                count = Int(long)
                numbers.append(Number(range: start + 1..<offset, kind: .length))
            } else {
                numbers.append(Number(range: start..<offset, kind: .shortListLength(elementType: header & 15)))
            }
            for _ in 0..<count {
                guard passValue(header & 15, depth: depth + 1, isElement: true) else { return false }
            }
        case 12: return passStruct(depth: depth + 1)
        default: return false
        }
        return offset <= bytes.count
    }

    private mutating func passVarint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.count, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
