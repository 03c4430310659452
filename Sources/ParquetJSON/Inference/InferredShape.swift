internal import Parquet

/// A path with the type that it gets, before it has its name.
struct InferredShape {
    enum Content {
        case leaf(ContractType, ReadRule?)
        case structure([InferredShape])
        indirect case array(InferredShape?)
        indirect case map(InferredShape)
    }

    var node: Int32
    var key: [UInt8]
    var name = ""
    var content: Content
    var remarks: [InferredType.Remark] = []

    /// How many columns there are below.
    var leafCount: Int {
        switch content {
        case .leaf: 1
        case .structure(let fields): fields.reduce(0) { $0 + $1.leafCount }
        case .array(let element): element?.leafCount ?? 1
        case .map(let value): 1 + value.leafCount
        }
    }

    /// The largest struct at or below this: how many columns it has.
    var largestStructure: Int {
        switch content {
        case .leaf: 0
        case .structure: leafCount
        case .array(let element): element?.largestStructure ?? 0
        case .map(let value): value.largestStructure
        }
    }

    /// Makes the first outermost struct of `count` columns JSON text.
    ///
    /// - Returns: whether there was one.
    mutating func flattenStructure(ofCount count: Int, because message: String) -> Bool {
        switch content {
        case .leaf: return false
        case .structure:
            guard leafCount == count else { return false }
            content = .leaf(.json, nil)
            remarks.append(InferredType.Remark(message: message))
            return true
        case .array(var element?):
            let isDone = element.flattenStructure(ofCount: count, because: message)
            content = .array(element)
            return isDone
        case .array(nil): return false
        case .map(var value):
            let isDone = value.flattenStructure(ofCount: count, because: message)
            content = .map(value)
            return isDone
        }
    }
}
