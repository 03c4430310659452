// ParquetJSON
