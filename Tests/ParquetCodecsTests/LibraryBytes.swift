// What other libraries made of one text.

/// Compressed bytes of other libraries.
enum LibraryBytes {
    /// What all of them hold.
    static let text = (0..<60).flatMap { Array("line \($0 * $0 % 17) of the log;".utf8) }

    /// An LZ4 block, by the LZ4 library.
    static let lz4Block = hex(
        """
        f1036c696e652030206f6620746865206c6f673b12001d3112001d3412001d3912002d313613001d3812001d3212002e313513001f33
        1300120e39000e5e000e82000fa700000ecc000ef0000e14010f3801fffffa50206c6f673b
        """)

    /// An LZ4 block of its high compression, by the LZ4 library.
    static let lz4HighBlock = hex(
        """
        f1036c696e652030206f6620746865206c6f673b12001d3112001d3412001e3936001d3613001d3812001e3237001e3513001f331300
        121f355e00101f38a700111f39f000100e14010f3801fffffa50206c6f673b
        """)

    /// An LZ4 frame of one block, with the hash of its content.
    static let lz4Frame = hex(
        """
        04224d186c404d04000000000000ee5b000000f1036c696e652030206f6620746865206c6f673b12001d3112001d3412001d3912002d
        313613001d3812001d3212002e313513001f331300120e39000e5e000e82000fa700000ecc000ef0000e14010f3801fffffa50206c6f
        673b0000000019638e1d
        """)

    /// An LZ4 frame of several blocks that refer back to each other, each with its hash.
    static let lz4LinkedFrame = hex(
        """
        04224d185440ae52000000f1036c696e652030206f6620746865206c6f673b12001d3112001d3412001d3912002d313613001d381200
        1d3212002e313513001f331300120e39000e5e000e82000fa700000ecc000af00050696e652031088b4b6f0e0000000d26010f3801ff
        04506f662074684d7ffff817000000cf65206c6f673b6c696e6520313801ff0950206c6f673bcf6e4ccc130000006d6c696e65203426
        010f38019a50206c6f673bc9fd28760000000019638e1d
        """)

    /// A brotli stream of quality 9, by the brotli library.
    static let brotli = hex(
        """
        1b4c0400c43647a91aa2e78762cb3206b2814ccefd5b2014704059dba504398fb10ce33930d4bd6f88e99a72ff6995c1c6b523382758
        0e38e26add4167545b9d9b5d5ed976
        """)

    /// A gzip member.
    static let gzip = hex(
        """
        1f8b0800000000000203cbc9cc4b553050c84f5328c94855c8c94fb7ce01891862889860885862ea32c310b2c01031c2d4668a29644c
        94902911a65b10e34c4b22fc8b1926a3e1361a6ea3e18610020078d8ae9c4d040000
        """)

    /// The same in zlib's framing.
    static let zlib = hex(
        """
        78dacbc9cc4b553050c84f5328c94855c8c94fb7ce01891862889860885862ea32c310b2c01031c2d4668a29644c94902911a65b10e3
        4c4b22fc8b1926a3e1361a6ea3e18610020072686833
        """)

    /// The same without a framing.
    static let deflate = hex(
        """
        cbc9cc4b553050c84f5328c94855c8c94fb7ce01891862889860885862ea32c310b2c01031c2d4668a29644c94902911a65b10e34c4b
        22fc8b1926a3e1361a6ea3e186100200
        """)
}

/// The bytes that the hexadecimal digits of `text` name; white space is passed over.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
