// ParquetCodecs
