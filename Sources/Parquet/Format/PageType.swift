/// What a page holds (parquet.thrift, `PageType`).
public enum PageType: RawRepresentable, Sendable, Hashable {
    /// Levels and values, all of them compressed together.
    case dataPage
    /// Never written by anyone; readers pass over it.
    case indexPage
    /// The distinct values that the data pages' indices name.
    case dictionaryPage
    /// Levels, which are not compressed, then values.
    case dataPageV2
    /// A number that this version has no name for; readers pass over such pages.
    case unknown(Int32)

    /// The page type with the specification's number `rawValue`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .dataPage
        case 1: self = .indexPage
        case 2: self = .dictionaryPage
        case 3: self = .dataPageV2
        default: self = .unknown(rawValue)
        }
    }

    /// The page type's number in the specification.
    public var rawValue: Int32 {
        switch self {
        case .dataPage: 0
        case .indexPage: 1
        case .dictionaryPage: 2
        case .dataPageV2: 3
        case .unknown(let number): number
        }
    }

    /// The page type's name in the specification.
    public var name: String {
        switch self {
        case .dataPage: "DATA_PAGE"
        case .indexPage: "INDEX_PAGE"
        case .dictionaryPage: "DICTIONARY_PAGE"
        case .dataPageV2: "DATA_PAGE_V2"
        case .unknown(let number): "page type \(number)"
        }
    }
}
