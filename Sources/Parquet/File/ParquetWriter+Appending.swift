internal import ParquetBytes
public import SystemPackage

// Rows of existing files are taken over as the bytes they are: nothing is decoded, and nothing is compressed again.
extension ParquetWriter {
    /// How many bytes are copied at a time.
    private static let copyByteCount = 4 << 20

    /// Begins a file that has the rows of the file at `path`, to which more can be appended. It takes the old one's place
    /// when it is finished; until then, and if it never is, the old one stays as it is.
    ///
    /// ```swift
    /// var writer = try await ParquetWriter.appending(to: "trades.parquet")
    /// try writer.append(batch)
    /// try writer.finish()
    /// ```
    ///
    /// The file has the schema of the old one, and its key-value pairs, unless `options` has other values for the same keys.
    ///
    /// - Throws: `ParquetError` with code `io`, or as reading the old file's metadata does; `unsupported` if the file cannot
    ///   be copied, see `append(rowGroupsOf:)`.
    public static func appending(
        to path: FilePath, options: WriterOptions = WriterOptions()
    ) async throws(ParquetError) -> ParquetWriter {
        let path = try PlatformFileOutput.resolvingLinks(path)
        let file = try await ParquetFile(FileSource(path))
        var options = options
        let keys = Set(options.keyValueMetadata.map(\.key))
        options.keyValueMetadata =
            (file.metadata.keyValueMetadata ?? []).filter { !keys.contains($0.key) } + options.keyValueMetadata
        let sink = try FileSink(path)
        try sink.takePermissions(of: path)
        var writer = try ParquetWriter(to: sink, schema: file.schema, options: options, isMadeOfCopies: true)
        try await writer.append(rowGroupsOf: file)
        return writer
    }

    /// See `appending(to:options:)`.
    public static func appending(
        to path: String, options: WriterOptions = WriterOptions()
    ) async throws(ParquetError) -> ParquetWriter {
        try await appending(to: FilePath(path), options: options)
    }

    /// Writes the rows of `files`, which have one schema, into one file, row group by row group.
    ///
    /// The key-value pairs are those of `options`.
    ///
    /// - Throws: as `append(rowGroupsOf:)`; `argument` if there are no files.
    public static func concatenate(
        _ files: [ParquetFile], to sink: any ByteSink, options: WriterOptions = WriterOptions()
    ) async throws(ParquetError) -> WrittenFile {
        guard let first = files.first else { throw ParquetError(.argument, "no files to concatenate") }
        var writer = try ParquetWriter(to: sink, schema: first.schema, options: options, isMadeOfCopies: true)
        for file in files { try await writer.append(rowGroupsOf: file) }
        return try writer.finish()
    }

    /// Appends the row groups of `file`, which has the schema of this one, behind the rows so far. Pages and
    /// dictionaries are copied byte for byte; bloom filters, page indexes and what says where everything is are written anew.
    /// An index or a filter that is broken or of an unknown kind is left out. The open row group is
    /// closed.
    ///
    /// - Parameters:
    ///   - file: the file to copy from.
    ///   - ordinals: the row groups to append; nil is all of them.
    /// - Throws: `ParquetError` with code `schema` if the file has another schema, naming the first column that differs;
    ///   `argument` if it has no such row groups; `unsupported` if it is encrypted, refers to other files, has types that this
    ///   version does not know, or is of an old writer whose files are read by its name; `malformed` if its metadata contradict
    ///   each other. Nothing has been written by then. Later errors, of source and sink, end the
    ///   writer.
    public mutating func append(
        rowGroupsOf file: ParquetFile, _ ordinals: Range<Int>? = nil
    ) async throws(ParquetError) {
        try checkIsOpen()
        try schema.checkIsSame(as: file.schema, name: file.source.name)
        guard file.metadata.schemaNotes.isEmpty else {
            throw ParquetError(
                .unsupported,
                "the schema says things that this version does not know, and the copy would lose: "
                    + "\(file.metadata.schemaNotes.prefix(3).map { "\($0)" }.joined(separator: "; "))",
                at: .init(file: file.source.name))
        }
        let all = 0..<file.metadata.rowGroups.count
        let chosen = ordinals ?? all
        guard chosen.lowerBound >= 0, chosen.upperBound <= all.upperBound else {
            throw ParquetError(
                .argument, "row groups \(chosen), there are \(all.count)", at: .init(file: file.source.name))
        }
        var stored: [StoredRowGroup] = []
        for ordinal in chosen where file.metadata.rowGroups[ordinal].rowCount > 0 {
            do {
                stored.append(try await StoredRowGroup(file, ordinal: ordinal, columnOrders: columnOrders))
            } catch {
                throw error.at(.init(file: file.source.name, rowGroup: ordinal))
            }
        }
        try closeRowGroup()
        do {
            var buffer = ByteBuffer()
            for rowGroup in stored {
                for chunk in rowGroup.chunks {
                    var start = chunk.lowerBound
                    while start < chunk.upperBound {
                        let part = start..<min(start + ParquetWriter.copyByteCount, chunk.upperBound)
                        if let shared = try file.source.shareAll(part) {
                            try write(shared.bytes)
                        } else {
                            try await file.source.readAll(part, into: &buffer)
                            try write(buffer.bytes)
                        }
                        start = part.upperBound
                    }
                }
                appendCopied(rowGroup)
            }
        } catch {
            fail()
            throw error
        }
    }
}

extension Schema {
    /// Checks that files of this schema and `other` can be one: names, types and nesting are the same, field ids may differ.
    ///
    /// - Throws: `ParquetError` with code `schema`.
    func checkIsSame(as other: Schema, name: String?) throws(ParquetError) {
        for (own, its) in zip(columns, other.columns) where !own.isSame(as: its) {
            throw ParquetError(
                .schema, "the file's column \(its.path) is not the same as \(own.path)",
                at: .init(file: name, column: its.path.description))
        }
        guard columns.count == other.columns.count, hasSameFields(as: other) else {
            throw ParquetError(
                .schema,
                "the file has another schema: \(other.columns.count) columns instead of \(columns.count), "
                    + "or other groups", at: .init(file: name))
        }
    }
}

extension Schema {
    /// Whether names, types and nesting are the same; field ids may differ.
    package func hasSameFields(as other: Schema) -> Bool {
        fields == other.fields || fields.map(\.withoutIDs) == other.fields.map(\.withoutIDs)
    }
}

extension ColumnDescriptor {
    fileprivate func isSame(as other: ColumnDescriptor) -> Bool {
        path == other.path && physicalType == other.physicalType && typeLength == other.typeLength
            && logicalType == other.logicalType && repetition == other.repetition
            && maxDefinitionLevel == other.maxDefinitionLevel && maxRepetitionLevel == other.maxRepetitionLevel
    }
}

extension SchemaField {
    /// The field without the numbers of itself and what lies under it.
    fileprivate var withoutIDs: SchemaField {
        var field = self
        field.fieldID = nil
        if case .group(let fields, let logicalType) = content {
            field.content = .group(fields: fields.map(\.withoutIDs), logicalType: logicalType)
        }
        return field
    }
}
