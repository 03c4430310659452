import Testing

/// What is written for a struct.
@Suite struct ExpansionTests {
    @Test func aStructOfThreeColumns() {
        expectExpansion(
            of: """
                @ParquetRow
                struct Trade {
                    var id: Int64
                    let tags: [String]
                    var note: String?
                }
                """,
            to: """
                struct Trade {
                    var id: Int64
                    let tags: [String]
                    var note: String?

                    static func encode(
                        _ rows: [Self], into encoder: inout Parquet.RowEncoder
                    ) throws(Parquet.ParquetError) {
                        try encoder.encode("id", rows.map(\\.id))
                        try encoder.encode("tags", rows.map(\\.tags))
                        try encoder.encode("note", rows.map(\\.note))
                    }

                    static func decode(
                        from decoder: Parquet.RowDecoder
                    ) throws(Parquet.ParquetError) -> [Self] {
                        let id: [Int64] = try decoder.decode("id")
                        let tags: [[String]] = try decoder.decode("tags")
                        let note: [String?] = try decoder.decode("note")
                        return decoder.rows.map {
                            Self(
                                id: id[$0],
                                tags: tags[$0],
                                note: note[$0]
                            )
                        }
                    }
                }

                extension Trade: Parquet.ParquetRow {
                }
                """)
    }

    /// Names, meanings and numbers are those of the attributes; both directions have names and meanings.
    @Test func columnsWithAttributes() {
        expectExpansion(
            of: """
                @ParquetRow public struct Trade {
                    @ParquetColumn("unit price", fieldID: 2) public var price: Double
                    @ParquetColumn(as: .timestamp(unit: .micros, isAdjustedToUTC: true)) var at: Int64
                    @ParquetMacros.ParquetColumn(nil, as: .json, fieldID: ids.note) private var note: String
                    @ParquetIgnored var isSelected = false
                    @ParquetIgnored var color: String?
                    @ParquetIgnored var size: Int!
                    @ParquetIgnored let version: Int = 3
                }
                """,
            to: """
                public struct Trade {
                    public var price: Double
                    var at: Int64
                    @ParquetMacros.ParquetColumn(nil, as: .json, fieldID: ids.note) private var note: String
                    var isSelected = false
                    var color: String?
                    var size: Int!
                    let version: Int = 3

                    public static func encode(
                        _ rows: [Self], into encoder: inout Parquet.RowEncoder
                    ) throws(Parquet.ParquetError) {
                        try encoder.encode("unit price", rows.map(\\.price), fieldID: 2)
                        try encoder.encode("at", rows.map(\\.at), as: .timestamp(unit: .micros, isAdjustedToUTC: true))
                        try encoder.encode("note", rows.map(\\.note), as: .json, fieldID: ids.note)
                    }

                    public static func decode(
                        from decoder: Parquet.RowDecoder
                    ) throws(Parquet.ParquetError) -> [Self] {
                        let price: [Double] = try decoder.decode("unit price")
                        let at: [Int64] = try decoder.decode("at", as: .timestamp(unit: .micros, isAdjustedToUTC: true))
                        let note: [String] = try decoder.decode("note", as: .json)
                        return decoder.rows.map {
                            Self(
                                price: price[$0],
                                at: at[$0],
                                note: note[$0]
                            )
                        }
                    }
                }

                extension Trade: Parquet.ParquetRow {
                }
                """)
    }

    /// Computed, static and lazy properties are no columns; those with observers or a default value are.
    @Test func whatIsAColumn() {
        expectExpansion(
            of: """
                @ParquetRow package struct Point {
                    static let origin = Point(x: 0, y: 0)
                    var x, y: Int32
                    var z: Float = 0 { didSet { print(z) } }
                    var length: Double { Double(x) }
                    var double: Double { get { 1 } set { print(newValue) } }
                    lazy var big = length
                    var count = -1, ratio = 0.5, name = "a\\(1)", isOn = true
                    var weight: Double!
                    func move() {}
                }
                """,
            to: """
                package struct Point {
                    static let origin = Point(x: 0, y: 0)
                    var x, y: Int32
                    var z: Float = 0 { didSet { print(z) } }
                    var length: Double { Double(x) }
                    var double: Double { get { 1 } set { print(newValue) } }
                    lazy var big = length
                    var count = -1, ratio = 0.5, name = "a\\(1)", isOn = true
                    var weight: Double!
                    func move() {}

                    package static func encode(
                        _ rows: [Self], into encoder: inout Parquet.RowEncoder
                    ) throws(Parquet.ParquetError) {
                        try encoder.encode("x", rows.map(\\.x))
                        try encoder.encode("y", rows.map(\\.y))
                        try encoder.encode("z", rows.map(\\.z))
                        try encoder.encode("count", rows.map(\\.count))
                        try encoder.encode("ratio", rows.map(\\.ratio))
                        try encoder.encode("name", rows.map(\\.name))
                        try encoder.encode("isOn", rows.map(\\.isOn))
                        try encoder.encode("weight", rows.map(\\.weight))
                    }

                    package static func decode(
                        from decoder: Parquet.RowDecoder
                    ) throws(Parquet.ParquetError) -> [Self] {
                        let x: [Int32] = try decoder.decode("x")
                        let y: [Int32] = try decoder.decode("y")
                        let z: [Float] = try decoder.decode("z")
                        let count: [Int] = try decoder.decode("count")
                        let ratio: [Double] = try decoder.decode("ratio")
                        let name: [String] = try decoder.decode("name")
                        let isOn: [Bool] = try decoder.decode("isOn")
                        let weight: [Double?] = try decoder.decode("weight")
                        return decoder.rows.map {
                            Self(
                                x: x[$0],
                                y: y[$0],
                                z: z[$0],
                                count: count[$0],
                                ratio: ratio[$0],
                                name: name[$0],
                                isOn: isOn[$0],
                                weight: weight[$0]
                            )
                        }
                    }
                }

                extension Point: Parquet.ParquetRow {
                }
                """)
    }

    /// Backticks are the source's, not the column's; a column may be called as the decoder is.
    @Test func namesThatNeedCare() {
        expectExpansion(
            of: """
                public extension Outer {
                    @ParquetRow struct Inner {
                        var `default`: Int
                        var `unit price`: Double
                        var decoder: String
                    }
                }
                """,
            to: """
                public extension Outer {
                    struct Inner {
                        var `default`: Int
                        var `unit price`: Double
                        var decoder: String

                        public static func encode(
                            _ rows: [Self], into encoder: inout Parquet.RowEncoder
                        ) throws(Parquet.ParquetError) {
                            try encoder.encode("default", rows.map(\\.`default`))
                            try encoder.encode("unit price", rows.map(\\.`unit price`))
                            try encoder.encode("decoder", rows.map(\\.decoder))
                        }

                        public static func decode(
                            from decoder_: Parquet.RowDecoder
                        ) throws(Parquet.ParquetError) -> [Self] {
                            let `default`: [Int] = try decoder_.decode("default")
                            let `unit price`: [Double] = try decoder_.decode("unit price")
                            let decoder: [String] = try decoder_.decode("decoder")
                            return decoder_.rows.map {
                                Self(
                                    default: `default`[$0],
                                    `unit price`: `unit price`[$0],
                                    decoder: decoder[$0]
                                )
                            }
                        }
                    }
                }

                extension Outer.Inner: Parquet.ParquetRow {
                }
                """)
    }

    /// An initializer of the struct's own makes the rows if it has the labels, in order; what else it takes has defaults.
    @Test func anInitializerOfItsOwn() {
        expectExpansion(
            of: """
                @ParquetRow struct Pair {
                    var a: Int
                    var b: Int
                    init(_ both: Int) { self.init(a: both, b: both) }
                    init(a first: Int, scale: Int = 1, b: Int) { a = first * scale; self.b = b * scale }
                }
                """,
            to: """
                struct Pair {
                    var a: Int
                    var b: Int
                    init(_ both: Int) { self.init(a: both, b: both) }
                    init(a first: Int, scale: Int = 1, b: Int) { a = first * scale; self.b = b * scale }

                    static func encode(
                        _ rows: [Self], into encoder: inout Parquet.RowEncoder
                    ) throws(Parquet.ParquetError) {
                        try encoder.encode("a", rows.map(\\.a))
                        try encoder.encode("b", rows.map(\\.b))
                    }

                    static func decode(
                        from decoder: Parquet.RowDecoder
                    ) throws(Parquet.ParquetError) -> [Self] {
                        let a: [Int] = try decoder.decode("a")
                        let b: [Int] = try decoder.decode("b")
                        return decoder.rows.map {
                            Self(
                                a: a[$0],
                                b: b[$0]
                            )
                        }
                    }
                }

                extension Pair: Parquet.ParquetRow {
                }
                """)
    }
}
