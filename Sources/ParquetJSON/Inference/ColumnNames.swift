/// Names for keys that Athena and Hive take: lower-case letters, digits and underscores.
enum ColumnNames {
    /// A name for each of `keys`, which are siblings: letters in lower case unless `keepsCase`, and every other character that is no
    /// digit an underscore. Where names would be the same but for case, the key that is spelled like its name has it, else the first one
    /// by its bytes; the others get the first of `_2`, `_3`, … that is free. So a key's name does not depend on the order of the keys.
    ///
    /// - Parameter taken: a name that no key gets.
    static func names(_ keys: [[UInt8]], keepsCase: Bool, taken: String? = nil) -> [String] {
        var names = keys.map { name($0, keepsCase: keepsCase) }
        var used: Set<String> = []
        if let taken { used.insert(taken) }
        let order = keys.indices.sorted { left, right in
            let isPlain = (names[left].utf8.elementsEqual(keys[left]), names[right].utf8.elementsEqual(keys[right]))
            if isPlain.0 != isPlain.1 { return isPlain.0 }
            return keys[left].lexicographicallyPrecedes(keys[right])
        }
        for index in order {
            let stem = names[index]
            var number = 2
            while !used.insert(names[index].lowercased()).inserted {
                names[index] = "\(stem)_\(number)"
                number += 1
            }
        }
        return names
    }

    private static func name(_ key: [UInt8], keepsCase: Bool) -> String {
        var name = ""
        for scalar in String(decoding: key, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "_": name.unicodeScalars.append(scalar)
            case "A"..."Z": name += keepsCase ? String(scalar) : scalar.properties.lowercaseMapping
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }
}
