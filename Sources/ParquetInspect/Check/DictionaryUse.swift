internal import Parquet

/// Which values of a chunk's dictionary its pages have.
struct DictionaryUse: Sendable {
    /// The values that the latest page has, each once, in the order of their first use.
    private(set) var used: [UInt32] = []
    /// Those of them that no page before had.
    private(set) var new: [UInt32] = []
    /// For each value the latest page that has it, from 1; 0 if none has.
    private var pages: [UInt32] = []
    private var page: UInt32 = 0
    private var count: Int?
    private var usedCount = 0

    /// Notes the dictionary page.
    mutating func begin(
        _ values: ColumnValues?, _ header: PageHeader, isFirst: Bool, _ column: ColumnDescriptor,
        _ order: ValueOrder?, _ log: inout FindingLog
    ) {
        if !isFirst { log.error(.dictionary, "the dictionary page is not the chunk's first page") }
        guard let values else { return }
        count = values.count
        pages = [UInt32](repeating: 0, count: values.count)
        if header.dictionaryPage?.isSorted == true, let order = order ?? ValueOrder(column, .typeDefined) {
            let steps = ValueSteps.steps(values, order)
            if let place = steps.firstIndex(of: .down) {
                log.error(
                    .dictionary, "the dictionary is said to be sorted, but value \(place + 1) is below the one before")
            }
        }
    }

    /// Notes the values of a page.
    mutating func use(_ indices: [UInt32], of values: ColumnValues) {
        used.removeAll(keepingCapacity: true)
        new.removeAll(keepingCapacity: true)
        page &+= 1
        if pages.count != values.count { pages = [UInt32](repeating: 0, count: values.count) }
        for index in indices {
            let latest = pages[Int(index)]
            guard latest != page else { continue }
            pages[Int(index)] = page
            used.append(index)
            if latest == 0 { new.append(index) }
        }
        usedCount += new.count
    }

    /// Checks what is known when all pages have been gone over.
    func check(_ log: inout FindingLog) {
        guard let count else { return }
        if usedCount < count {
            log.warn(.dictionary, "the pages use \(usedCount) of the dictionary's \(count) values")
        }
    }
}
