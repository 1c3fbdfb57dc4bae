import RegisterTiles

/// Random numbers that are a function of their key alone, the same on every machine.
///
/// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct RandomStream {
  private var state: UInt64

  /// The numbers for one thing, such as one image in one epoch.
  init(seed: UInt64, _ first: Int, _ second: Int = 0) {
    state = splitMix(seed ^ 0x5344_4750_6461_7461)
    state = splitMix(state ^ UInt64(truncatingIfNeeded: first))
    state = splitMix(state ^ UInt64(truncatingIfNeeded: second))
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return splitMix(state)
  }

  /// A number from 0 to `bound` - 1, each as likely as the other (to one in 2^64 / `bound`).
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A number from `range`, each as likely as the other.
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number from 0 to below 1, a multiple of 2^-24.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  mutating func coin() -> Bool { next() >> 63 == 1 }
}
