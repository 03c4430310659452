// Expansions name its types; a file that uses the macros needs one import.
@_exported public import Parquet

#if Macros
    /// Makes the struct a `Parquet.ParquetRow`: rows of it are written to files and read from them.
    ///
    /// ```swift
    /// @ParquetRow struct Trade {
    ///     var id: Int64
    ///     @ParquetColumn("unit_price", fieldID: 2) var price: FixedDecimal<9, 2>
    ///     @ParquetColumn(as: .timestamp(unit: .micros, isAdjustedToUTC: true)) var at: Int64
    ///     var note: String?
    ///     @ParquetIgnored var isSelected = false
    /// }
    /// ```
    ///
    /// Each stored property is a column of the property's name, in the order of the properties. Its type is a `ParquetField`:
    /// numbers, strings, bytes, `FixedDecimal`, other structs that are rows, enums with raw values that say `: ParquetField`,
    /// optionals, arrays and dictionaries of them, and with `ParquetFoundation` its `Date`, `UUID`, `Data` and `Decimal`. A type
    /// annotation may be missing where the default value is a literal of a number, string or truth value. Computed, static and
    /// lazy properties are no columns.
    ///
    /// Rows that are read are made by the memberwise initializer, or one of the struct's own with the same labels, so every
    /// column has a value from the file; a default value does not stand in for a column that is missing.
    ///
    /// The macro writes what one would write by hand for the protocol, no more; the members are as public as the struct.
    /// Refused, with an error at the place, are generic structs, classes, enums and actors, constants that have their value
    /// already, properties under `#if`, two columns of one name, and structs without a column or without an initializer to make rows with.
    @attached(member, conformances: ParquetRow, names: named(encode), named(decode))
    @attached(extension, conformances: ParquetRow)
    public macro ParquetRow() = #externalMacro(module: "ParquetRowMacros", type: "RowMacro")

    /// Says of a property of a struct that is `@ParquetRow` how its column differs from what the property alone would give.
    ///
    /// - Parameters:
    ///   - name: the column's name in the file, a literal; nil is the property's.
    ///   - logicalType: what values shall mean, written and read; nil leaves it to their type. `.timestamp(…)` for an `Int64`,
    ///     for example. In lists and maps it is that of the elements and values.
    ///   - fieldID: a number that stays with the field when it is renamed.
    @attached(peer)
    public macro ParquetColumn(_ name: String? = nil, as logicalType: LogicalType? = nil, fieldID: Int32? = nil) =
        #externalMacro(module: "ParquetRowMacros", type: "PropertyMacro")

    /// Leaves a property of a struct that is `@ParquetRow` out of its rows. Rows that are read have its default value, which
    /// it needs for that.
    @attached(peer)
    public macro ParquetIgnored() = #externalMacro(module: "ParquetRowMacros", type: "PropertyMacro")
#endif
