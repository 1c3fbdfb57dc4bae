/// Random numbers that are a function of their key alone, the same on every machine.
///
/// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct RandomStream {
  private var state: UInt64

  /// The numbers for one thing, such as one image in one epoch.
  init(seed: UInt64, _ first: Int, _ second: Int = 0) {
    state = Self.mixed(seed ^ 0x5344_4750_6461_7461)
    state = Self.mixed(state ^ UInt64(truncatingIfNeeded: first))
    state = Self.mixed(state ^ UInt64(truncatingIfNeeded: second))
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  /// A number from 0 to `bound` - 1, each as likely as the other (to one in 2^64 / `bound`).
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A number from `range`, each as likely as the other.
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number from 0 to below 1, a multiple of 2^-24.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  mutating func coin() -> Bool { next() >> 63 == 1 }

  /// A one-to-one scrambling in which every bit of the input changes half the bits of the output.
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
