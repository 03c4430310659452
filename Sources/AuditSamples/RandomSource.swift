/// A small, fast source of random bits (xoshiro256**, seeded through SplitMix64): the same seed gives the same sample
/// on every machine.
struct RandomSource: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// A source for one part of a sample: `parts` (a day, an hour, an account) make its stream independent of the
    /// other parts, so that any part can be made alone.
    init(seed: UInt64, parts: UInt64...) {
        var mixed = seed
        for part in parts {
            mixed = RandomSource.mix(mixed ^ part &* 0x9E37_79B9_7F4A_7C15)
        }
        var counter = mixed
        func next() -> UInt64 {
            counter &+= 0x9E37_79B9_7F4A_7C15
            return RandomSource.mix(counter)
        }
        state = (next(), next(), next(), next())
    }

    /// SplitMix64's finalizer: every bit of `value` reaches every bit of the result.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = ((scrambled << 7) | (scrambled >> 57)) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = (state.3 << 45) | (state.3 >> 19)
        return result
    }

    /// A number of `0 ..< bound`. The tiny bias of the multiplication does not matter to a sample.
    mutating func next(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True `count` times in a thousand.
    mutating func perMille(_ count: Int) -> Bool {
        next(below: 1000) < count
    }
}
