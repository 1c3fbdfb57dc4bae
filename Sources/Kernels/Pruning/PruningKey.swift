import RegisterTiles

/// Names a layer's pruning in one step, so that random choices are a function of the place alone: the same whatever the
/// number of threads and the order of the work.
public struct PruningKey: Hashable, Sendable {
  let bits: UInt64

  public init(seed: UInt64, step: Int, layer: Int, rank: Int) {
    var bits = splitMix(seed)
    for part in [step, layer, rank] { bits = splitMix(bits ^ UInt64(bitPattern: Int64(part))) }
    self.bits = bits
  }

  /// The key of all draws at one pixel of one group of samples.
  func row(pixel: Int, sampleGroup: Int) -> UInt32 { rowKey(bits, pixel: pixel, sampleGroup: sampleGroup) }
}
