/// What a question to a column comes to in terms of its stored values.
enum LeafBinding {
    /// It is true of every row.
    case always
    /// It is true of no row.
    case never
    case test(BoundLeaf.Test)

    /// `predicate`, which asks `column`; its opposite if `isNegated`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the column's values cannot be compared so, or `argument` or `unsupported`.
    init(_ predicate: Predicate, _ column: ColumnDescriptor, isNegated: Bool) throws(ParquetError) {
        let domain = ComparisonDomain(column)
        switch predicate {
        case .comparison(_, let comparison, let value):
            let comparison = isNegated ? comparison.negated : comparison
            guard domain.hasOrder || comparison == .equal || comparison == .notEqual else {
                throw ParquetError(.schema, "\(column.typeName) has no order")
            }
            // Unknown, and so is the opposite.
            if value == .null {
                self = .never
                return
            }
            self.init(comparison, try LeafBinding.position(of: value, column), column)
        case .isIn(_, let values):
            var literals: [PhysicalLiteral] = []
            var hasNull = false
            for value in values {
                if value == .null {
                    hasNull = true
                } else if case .exact(let literal) = try LeafBinding.position(of: value, column) {
                    literals.append(literal)
                }
            }
            if values.isEmpty {
                self = isNegated ? .always : .never
            } else if isNegated, hasNull {
                // Unknown where it is not false.
                self = .never
            } else {
                self.init(literals, column, isNegated: isNegated)
            }
        case .isNull:
            if column.maxDefinitionLevel == 0 {
                self = isNegated ? .always : .never
            } else {
                self = .test(isNegated ? .isNotNull : .isNull)
            }
        case .hasPrefix(_, let value):
            guard case .bytes = domain, case .exact(.bytes(let prefix))? = try domain.position(of: value) else {
                throw ParquetError(.schema, "\(column.typeName) has no prefix that is \(value.kindName)")
            }
            self.init(prefix: prefix, column, isNegated: isNegated)
        case .like(_, let pattern, let escape):
            guard case .bytes = domain else {
                throw ParquetError(.schema, "\(column.typeName) is not compared with patterns")
            }
            switch try LikePattern(pattern, escape: escape) {
            case .exact(let text): self = .test(.comparison(isNegated ? .notEqual : .equal, .bytes(text)))
            case .prefix(let text): self.init(prefix: text, column, isNegated: isNegated)
            case .parts(let parts): self = .test(.like(parts, isNegated: isNegated))
            }
        case .and, .or, .not: preconditionFailure("no question to a column")
        }
    }

    /// A comparison with what stands at `position` among the column's values.
    private init(_ comparison: Predicate.Comparison, _ position: LiteralPosition, _ column: ColumnDescriptor) {
        switch (position, comparison) {
        case (.exact(let literal), _):
            self = .test(.comparison(comparison, literal))
        case (.after(let literal), .less), (.after(let literal), .lessOrEqual):
            self = .test(.comparison(.lessOrEqual, literal))
        case (.after(let literal), .greater), (.after(let literal), .greaterOrEqual):
            self = .test(.comparison(.greater, literal))
        case (.after, .equal), (.belowAll, .equal), (.aboveAll, .equal),
            (.belowAll, .less), (.belowAll, .lessOrEqual), (.aboveAll, .greater), (.aboveAll, .greaterOrEqual):
            self = .never
        case (.after, .notEqual), (.belowAll, .notEqual), (.aboveAll, .notEqual),
            (.belowAll, .greater), (.belowAll, .greaterOrEqual), (.aboveAll, .less), (.aboveAll, .lessOrEqual):
            self = LeafBinding.isNotNull(column)
        }
    }

    /// Whether the value is one of `literals`, or none of them.
    private init(_ literals: [PhysicalLiteral], _ column: ColumnDescriptor, isNegated: Bool) {
        guard let first = literals.first else {
            self = isNegated ? LeafBinding.isNotNull(column) : .never
            return
        }
        if literals.count == 1 || literals.allSatisfy({ $0 == first }) {
            self = .test(.comparison(isNegated ? .notEqual : .equal, first))
        } else if let set = LiteralSet(literals) {
            self = .test(.isIn(set, isNegated: isNegated))
        } else {
            // Both truth values.
            self = isNegated ? .never : LeafBinding.isNotNull(column)
        }
    }

    private init(prefix: [UInt8], _ column: ColumnDescriptor, isNegated: Bool) {
        if prefix.isEmpty {
            self = isNegated ? .never : LeafBinding.isNotNull(column)
        } else {
            self = .test(.hasPrefix(prefix, isNegated: isNegated))
        }
    }

    private static func isNotNull(_ column: ColumnDescriptor) -> LeafBinding {
        column.maxDefinitionLevel == 0 ? .always : .test(.isNotNull)
    }

    private static func position(
        of value: Value, _ column: ColumnDescriptor
    ) throws(ParquetError) -> LiteralPosition {
        guard let position = try ComparisonDomain(column).position(of: value) else {
            throw ParquetError(.schema, "\(column.typeName) cannot be compared with \(value.kindName)")
        }
        return position
    }
}

extension ColumnDescriptor {
    /// What the column is, for people.
    fileprivate var typeName: String {
        switch logicalType {
        case .time(let unit, let isAdjustedToUTC), .timestamp(let unit, let isAdjustedToUTC):
            "\(logicalType?.name ?? "")(\(unit.rawValue), \(isAdjustedToUTC ? "UTC" : "local"))"
        case .string, .map, .list, .enumeration, .decimal, .date, .integer, .unknown, .json, .bson, .uuid, .float16,
            .interval, .variant, .geometry, .geography, .file:
            logicalType?.name ?? ""
        case nil: physicalType.name
        }
    }
}

extension Value {
    /// What kind of value it is, for people.
    fileprivate var kindName: String {
        switch self {
        case .null: "null"
        case .boolean: "a truth value"
        case .int32, .int64, .uint32, .uint64: "a whole number"
        case .float, .double: "a floating-point number"
        case .decimal, .longDecimal: "a decimal"
        case .string: "text"
        case .bytes: "bytes"
        case .uuid: "a UUID"
        case .date: "a date"
        case .time(_, _, let isAdjustedToUTC): isAdjustedToUTC ? "a time of UTC" : "a local time"
        case .timestamp(_, _, let isAdjustedToUTC): isAdjustedToUTC ? "an instant" : "a local timestamp"
        case .int96: "an INT96 timestamp"
        case .interval: "an interval"
        case .list: "a list"
        case .map: "a map"
        case .group: "a group"
        case .variant: "a variant"
        }
    }
}
