import RegisterTiles

/// The order of the samples in one epoch: a random permutation that is computed place by place, not stored.
///
/// A Feistel network over the smallest even number of bits that holds every sample; where it leads outside, it is
/// applied again until it leads inside (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). That takes
/// less than four turns on average and no memory, and a run can start in the middle of an epoch.
struct SampleOrder {
  private let count: UInt64
  private let key: UInt64
  private let halfBits: UInt64
  private static let rounds: UInt64 = 8

  init(count: Int, seed: UInt64, epoch: Int) {
    self.count = UInt64(count)
    let bits = UInt64(64 - UInt64(max(count - 1, 1)).leadingZeroBitCount)
    halfBits = (bits + 1) / 2
    var random = RandomStream(seed: seed, epoch)
    key = random.next()
  }

  /// The sample at `position`, both from 0 to the number of samples - 1.
  subscript(position: Int) -> Int {
    var value = UInt64(position)
    repeat { value = scrambled(value) } while value >= count
    return Int(value)
  }

  private func scrambled(_ value: UInt64) -> UInt64 {
    let mask = (UInt64(1) << halfBits) - 1
    var (left, right) = (value >> halfBits, value & mask)
    for round in 0..<Self.rounds {
      (left, right) = (right, left ^ (splitMix(key &+ (round << 56) ^ right) & mask))
    }
    return left << halfBits | right
  }
}
