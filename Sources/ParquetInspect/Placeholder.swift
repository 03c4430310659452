// ParquetInspect
