#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
public import Parquet

/// An instant. `Date` counts seconds in a double, so it holds today's instants to about a tenth of a microsecond.
extension Date: ParquetScalar {
    /// TIMESTAMP(MICROS, UTC); another unit, or DATE, where that is requested.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        if request.logicalType == .date { return try request.column(.int32, .date) }
        return try request.column(.int64, .timestamp(unit: .micros, isAdjustedToUTC: true)) {
            if case .timestamp(_, isAdjustedToUTC: true) = $0 { true } else { false }
        }
    }

    /// The units since 1970-01-01T00:00:00Z that are next to each instant, or the day it is in.
    public static func storage(of values: [Date], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        if column.logicalType == .date {
            var days: [Int32] = []
            days.reserveCapacity(values.count)
            for (index, value) in values.enumerated() {
                let day = (value.timeIntervalSince1970 / 86_400).rounded(.down)
                guard let number = Int32(exactly: day) else { throw beyond(value, column, index) }
                days.append(number)
            }
            return .int32(days)
        }
        guard case .timestamp(let unit, _) = column.logicalType else { throw FieldMisfit.type(column, Date.self) }
        let perSecond = Double(unit.perSecond)
        let epoch = Date.referenceSeconds * unit.perSecond
        var instants: [Int64] = []
        instants.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            // Double has the digits for the time since 2001 only, so the rest is added as an integer.
            guard
                let sinceReference = Int64(
                    exactly: (value.timeIntervalSinceReferenceDate * perSecond).rounded(.toNearestOrAwayFromZero))
            else { throw beyond(value, column, index) }
            let (instant, overflow) = sinceReference.addingReportingOverflow(epoch)
            guard !overflow else { throw beyond(value, column, index) }
            instants.append(instant)
        }
        return .int64(instants)
    }

    /// The instants of a TIMESTAMP column of any unit, or the midnights of a DATE column. Timestamps of an unnamed place are
    /// no instants.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Date] {
        switch (column.logicalType, storage) {
        case (.date, .int32(let days)):
            return days.map { Date(Int64($0) * 86_400_000, .millis) }
        case (.timestamp(let unit, isAdjustedToUTC: true), .int64(let instants)):
            return instants.map { Date($0, unit) }
        default: throw FieldMisfit.type(column, Date.self)
        }
    }

    /// From 1970 to 2001, where `Date` begins to count.
    private static let referenceSeconds: Int64 = 978_307_200

    /// The instant `number` units after 1970-01-01T00:00:00Z.
    init(_ number: Int64, _ unit: TimeUnit) {
        let (seconds, fraction) = number.quotientAndRemainder(dividingBy: unit.perSecond)
        let whole = Double(seconds - Date.referenceSeconds)
        self.init(timeIntervalSinceReferenceDate: whole + Double(fraction) / Double(unit.perSecond))
    }

    private static func beyond(_ value: Date, _ column: ColumnDescriptor, _ index: Int) -> FieldMisfit {
        FieldMisfit("\(value.timeIntervalSince1970) s since 1970 are beyond \(column.path)", at: index)
    }
}
