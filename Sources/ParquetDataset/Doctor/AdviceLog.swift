/// The advice that is given so far: what is alike of many files is given once.
struct AdviceLog {
    private var places: [Trouble: Int] = [:]
    private var all: [Advice] = []

    /// Adds one about a file, or, without one, about the dataset.
    mutating func add(_ trouble: Trouble, in file: String? = nil) {
        let count = file == nil ? 0 : 1
        if let place = places[trouble] {
            // Each file says the same once.
            if file != nil { all[place].fileCount += count }
            return
        }
        places[trouble] = all.count
        all.append(
            Advice(
                severity: trouble.severity, rule: trouble.rule, message: trouble.message, remedy: trouble.remedy,
                firstFile: file, fileCount: count))
    }

    /// All of it: the worst first, otherwise as it was met.
    var sorted: [Advice] {
        Advice.Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
    }
}
