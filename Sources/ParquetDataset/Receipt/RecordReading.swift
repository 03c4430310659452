internal import Parquet
internal import ParquetJSON

/// Takes the members of an object one by one; what is left over is an error. Used for records that must hold what is known and
/// nothing else.
struct RecordReading {
    private let what: String
    private var members: [String: CanonicalJSON] = [:]

    /// The members of `value`, which messages call `what`.
    init(_ value: CanonicalJSON, _ what: String) throws(ParquetError) {
        self.what = what
        guard case .object(let found) = value else {
            throw ParquetError(.malformed, "\(what) is \(value.kindName), it should be an object")
        }
        // Keys that are the same text in other code points are none of ours: one of them is left over.
        for member in found.all where members.updateValue(member.value, forKey: member.key) != nil {
            throw ParquetError(.malformed, "\(what) has two fields \"\(member.key)\"")
        }
    }

    /// The value of a field that must be there.
    mutating func value(_ key: String) throws(ParquetError) -> CanonicalJSON {
        guard let value = members.removeValue(forKey: key) else {
            throw ParquetError(.malformed, "\(what) has no field \"\(key)\"")
        }
        return value
    }

    /// A hash; nil if it is null.
    mutating func optionalHash(_ key: String) throws(ParquetError) -> Hash256? {
        if case .some(.null) = members[key] {
            members[key] = nil
            return nil
        }
        return try hash(key)
    }

    mutating func string(_ key: String) throws(ParquetError) -> String {
        let value = try value(key)
        guard case .string(let text) = value else {
            throw error("is \(value.kindName), it should be a string", of: key)
        }
        return text
    }

    /// A whole number that is not negative: a number up to 2^53 − 1, beyond it digits.
    mutating func integer(_ key: String) throws(ParquetError) -> Int {
        guard let number = try RecordReading.integer(value(key)), number >= 0 else {
            throw error("should be a whole number that is not negative", of: key)
        }
        return number
    }

    /// A whole number of 64 bits as digits.
    mutating func digits(_ key: String) throws(ParquetError) -> Int64 {
        let text = try string(key)
        guard let number = Int64(text), String(number) == text else {
            throw error("should be a whole number of 64 bits", of: key)
        }
        return number
    }

    mutating func hash(_ key: String) throws(ParquetError) -> Hash256 {
        guard let hash = Hash256(try string(key)) else { throw error("should be 64 hexadecimal digits", of: key) }
        return hash
    }

    mutating func boolean(_ key: String) throws(ParquetError) -> Bool {
        let value = try value(key)
        guard case .boolean(let isTrue) = value else {
            throw error("is \(value.kindName), it should be true or false", of: key)
        }
        return isTrue
    }

    mutating func array(_ key: String) throws(ParquetError) -> [CanonicalJSON] {
        let value = try value(key)
        guard case .array(let values) = value else {
            throw error("is \(value.kindName), it should be an array", of: key)
        }
        return values
    }

    mutating func strings(_ key: String) throws(ParquetError) -> [String] {
        var strings: [String] = []
        for value in try array(key) {
            guard case .string(let text) = value else { throw error("should be an array of strings", of: key) }
            strings.append(text)
        }
        return strings
    }

    /// An object of strings.
    mutating func texts(_ key: String) throws(ParquetError) -> [String: String] {
        guard case .object(let members) = try value(key) else { throw error("should be an object of strings", of: key) }
        var texts: [String: String] = [:]
        for member in members.all {
            guard case .string(let text) = member.value, texts.updateValue(text, forKey: member.key) == nil else {
                throw error("should be an object of strings", of: key)
            }
        }
        return texts
    }

    /// Whether there is a field that has not been read.
    func has(_ key: String) -> Bool { members[key] != nil }

    /// The object at `key`; nil if it is null.
    mutating func optional(_ key: String) throws(ParquetError) -> RecordReading? {
        let value = try value(key)
        if case .null = value { return nil }
        return try RecordReading(value, "\(what)'s \(key)")
    }

    mutating func object(_ key: String) throws(ParquetError) -> RecordReading {
        try RecordReading(value(key), "\(what)'s \(key)")
    }

    /// Checks that nothing is left over.
    func finish() throws(ParquetError) {
        if let key = members.keys.min() {
            throw ParquetError(
                .malformed,
                "\(what) has a field \"\(key)\" that is not known; it was written by a newer version, or changed")
        }
    }

    func error(_ message: String, of key: String) -> ParquetError {
        ParquetError(.malformed, "\(what)'s \(key) \(message)")
    }

    private static func integer(_ value: CanonicalJSON) -> Int? {
        switch value {
        case .number(let number):
            Int(exactly: number).flatMap { $0.magnitude <= CanonicalJSON.greatestInteger ? $0 : nil }
        case .string(let digits):
            // Only those that have no number.
            Int(digits).flatMap { String($0) == digits && $0.magnitude > CanonicalJSON.greatestInteger ? $0 : nil }
        case .null, .boolean, .array, .object: nil
        }
    }
}
