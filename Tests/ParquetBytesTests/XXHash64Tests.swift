import ParquetBytes
import Testing

/// Expected hashes are those of the reference implementation, by python-xxhash.
@Suite struct XXHash64Tests {
    @Test func hashesOfTheReference() {
        let data = (0..<256).map { UInt8(truncatingIfNeeded: $0 * 131 + 7) }
        let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
        let expected: [(Int, UInt64, UInt64)] = [
            (0, 0xEF46DB3751D8E999, 0xC4349FC93C010000),
            (1, 0xA96C7F0CE858BBB7, 0x585882422A6165E7),
            (3, 0xBED43740EE6332BB, 0x45FA1406538FA168),
            (4, 0xFA212AE44B3BB23D, 0xA65107F22943365A),
            (5, 0xD339DCC9AC8E6776, 0xF51EDA3A20DE9B88),
            (7, 0x2744460DD675D2C0, 0xC9B637E2C4599DE2),
            (8, 0x994B676B71CE94DD, 0xCE592D5F53E192EC),
            (9, 0x572B84C18B983AF8, 0x5495AA796DE8AB73),
            (12, 0xB92F588CE720786E, 0xBC37A5AE43141B1A),
            (15, 0x09E6451ED2FF8B1D, 0x47A857D1F90C35E1),
            (16, 0x94AD0095E72B24D5, 0x3F8FEA7C86A04013),
            (31, 0x6711D55E306B5D8F, 0x24C4E99AB0404B5E),
            (32, 0x07F7B8E3BC5D6E25, 0x046E99BBDA1A814B),
            (33, 0x09F85EEB4E1CBE9F, 0xD7FE2BFEE6E4CDED),
            (63, 0xB7C9968C066CB6A5, 0xBD457F9EA47180C8),
            (64, 0x50D4159A0411632E, 0xA768F350A8E4FCF6),
            (100, 0x9DDADA11D3DC2D8F, 0x35546BD9A4779AE4),
            (255, 0x15A6DB05D4E83DF4, 0xF91CB247D93DFE82),
            (256, 0xA2DBE913965256FC, 0x0FDD97B3E0F22D80),
        ]
        for (count, plain, seeded) in expected {
            let bytes = Array(data.prefix(count))
            #expect(XXHash64.hash(bytes.rawBytes) == plain, "\(count) bytes")
            #expect(XXHash64.hash(bytes.rawBytes, seed: seed) == seeded, "\(count) bytes")
        }
    }

    @Test func numbersAreHashedAsTheirBytes() {
        #expect(XXHash64.hash(1 as UInt32) == 0xF42F_9400_1FCB_5351)
        #expect(XXHash64.hash(1 as UInt64) == 0x9F29_CB17_A2A4_9995)
        let eight: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 0xFF]
        #expect(XXHash64.hash(0xFF07_0605_0403_0201 as UInt64, seed: 5) == XXHash64.hash(eight.rawBytes, seed: 5))
        #expect(
            XXHash64.hash(0x0403_0201 as UInt32, seed: 5) == XXHash64.hash(Array(eight.prefix(4)).rawBytes, seed: 5))
    }
}
