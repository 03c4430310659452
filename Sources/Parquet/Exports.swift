// Types of the targets below that are part of this library's interface.
@_exported public import struct ParquetBytes.Bitmap
@_exported public import struct ParquetBytes.ByteBuffer
@_exported public import enum ParquetCodecs.PageCodec
