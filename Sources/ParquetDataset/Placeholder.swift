// ParquetDataset
