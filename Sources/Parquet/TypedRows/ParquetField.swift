/// A Swift type whose values a field of a row can hold: numbers, strings, bytes, optionals, arrays (LIST), dictionaries (MAP),
/// structs that are a `ParquetRow` (groups).
///
/// An enumeration with raw values needs no more than its name: `enum Level: String, ParquetField { … }` is stored as STRING,
/// one of integers as such integers.
///
/// All values of a field are taken apart and put together at once, so the type is asked once for each batch, not for each
/// value. A type of your own that is stored like another one conforms by handing on to that one:
///
/// ```swift
/// struct Celsius: ParquetField {
///     var degrees: Double
///     static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField { try Double.field(request) }
///     static func shred(
///         _ values: [Celsius], into columns: inout ShreddedColumns, at levels: OpenLevels
///     ) throws(ParquetError) { try Double.shred(values.map(\.degrees), into: &columns, at: levels) }
///     static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Celsius] {
///         try Double.assemble(column).map(Celsius.init)
///     }
/// }
/// ```
public protocol ParquetField: Sendable {
    /// The field of a schema that holds such values. Types that have no null give a required one.
    ///
    /// - Throws: `ParquetError` with code `schema` if the type cannot be stored as the request asks.
    static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField

    /// Takes `values` apart, which stand at the open places of `levels`, into the columns under the field.
    ///
    /// - Throws: `ParquetError` with code `schema` if a value is beyond what its column holds, naming the row and the column.
    static func shred(
        _ values: [Self], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError)

    /// The values of `column`, one for each of its open slots.
    ///
    /// - Throws: `ParquetError` with code `schema` if the column is of another type, or null where the type has no null.
    static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Self]

    /// The value of rows of a file that does not have the field; nil if the field must be there.
    static var missingValue: Self? { get }

    /// The field that holds arrays of such values: a LIST unless the type says otherwise, as `UInt8` does.
    static func arrayField(_ request: FieldRequest) throws(ParquetError) -> SchemaField

    /// Takes arrays apart; see `shred(_:into:at:)`.
    static func shredArrays(
        _ values: [[Self]], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError)

    /// The arrays of `column`; see `assemble(_:)`.
    static func assembleArrays(_ column: AssembledColumn) throws(ParquetError) -> [[Self]]
}

extension ParquetField {
    /// The field must be there.
    public static var missingValue: Self? { nil }

    /// A LIST of three levels, of elements of this type. The request's logical type is the elements'.
    public static func arrayField(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        let element = try field(request.part(named: "element"))
        return SchemaField(
            request.name, group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list,
            repetition: .required, fieldID: request.fieldID)
    }

    /// Takes arrays apart into the elements of a LIST.
    @inlinable
    public static func shredArrays(
        _ values: [[Self]], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        var counts: [Int] = []
        counts.reserveCapacity(values.count)
        var elements: [Self] = []
        for value in values {
            counts.append(value.count)
            elements.append(contentsOf: value)
        }
        try shred(elements, into: &columns, at: levels.repeated(counts))
    }

    /// The arrays of a LIST, or of a repeated field.
    @inlinable
    public static func assembleArrays(_ column: AssembledColumn) throws(ParquetError) -> [[Self]] {
        let list = try column.list()
        let elements = try assemble(list.element)
        var values: [[Self]] = []
        values.reserveCapacity(column.openCount)
        for index in 0..<column.openCount {
            values.append(Array(elements[Int(list.offsets[index])..<Int(list.offsets[index + 1])]))
        }
        return values
    }
}
