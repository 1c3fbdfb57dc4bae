import RegisterTiles
import Tensors

/// The definition of pruning, in plain scalar steps. Every faster kernel is compared with it.
struct ReferencePruning {
  let gradient: Tensor
  let packed: PackedGradient
  private let key: PruningKey
  private let pruning: Pruning
  private let rule: any TileRule.Type
  let shape: TensorShape

  /// Prunes `gradient` into `packed`, which has its shape.
  init(_ gradient: Tensor, into packed: PackedGradient, key: PruningKey) {
    self.gradient = gradient
    self.packed = packed
    self.key = key
    pruning = packed.pruning
    rule = pruning.rule.definition
    shape = packed.shape
  }

  /// Throws `NonFiniteGradientError` where a value is infinite or no number.
  func run() throws {
    if let error = NonFiniteGradientError(firstIn: gradient) { throw error }
    for pixel in 0..<shape.pixels {
      for group in 0..<packed.sampleGroups { pruneRow(pixel: pixel, sampleGroup: group) }
    }
    if rule.isRescaled { rescale() }
  }

  /// Fills one row: group after group of channels.
  private func pruneRow(pixel: Int, sampleGroup: Int) {
    let rowKey = key.row(pixel: pixel, sampleGroup: sampleGroup)
    var entry = packed.offset(pixel: pixel, sampleGroup: sampleGroup)
    for first in stride(from: 0, to: shape.channels, by: pruning.groupSize) {
      let channels = first..<min(first + pruning.groupSize, shape.channels)
      let scores = channels.map { score(pixel: pixel, sampleGroup: sampleGroup, channel: $0, rowKey) }
      let kept = min(pruning.nonzeros, channels.count)
      let choice =
        rule.isUnbiased
        ? Self.sampled(scores, keeping: kept, draw: draw(rowKey, UInt32(first / pruning.groupSize)))
        : Self.largest(scores, keeping: kept)
      for (index, factor) in choice {
        packed.channelIndices[entry] = UInt16(first + index)
        for sample in 0..<packed.share {
          packed.values[entry * packed.share + sample] =
            value(pixel: pixel, sample: sampleGroup * packed.share + sample, channel: first + index) * factor
        }
        entry += 1
      }
    }
  }

  /// A value of the gradient; zero for samples after the last.
  private func value(pixel: Int, sample: Int, channel: Int) -> Float {
    sample < shape.batch ? gradient.pointer[(sample * shape.pixels + pixel) * shape.channels + channel] : 0
  }

  /// By what a channel is chosen: the sum of magnitudes over the samples that share a pattern, for `unbiased` the root
  /// of the sum of squares, for `random` 24 random bits.
  private func score(pixel: Int, sampleGroup: Int, channel: Int, _ rowKey: UInt32) -> Float {
    if rule.isRandom { return Float(draw(rowKey, UInt32(channel)) >> 8) }
    let values = (0..<packed.share).map {
      value(pixel: pixel, sample: sampleGroup * packed.share + $0, channel: channel)
    }
    if rule.isUnbiased, packed.share > 1 {
      return min(values.reduce(0) { $0 + $1 * $1 }.squareRoot(), .greatestFiniteMagnitude)
    }
    return values.reduce(0) { $0 + abs($1) }
  }

  /// The indices of the largest scores, ascending, each with the factor 1. Of equal ones the lower index wins.
  static func largest(_ scores: [Float], keeping kept: Int) -> [(index: Int, factor: Float)] {
    scores.indices.filter { index in
      let better = scores.indices.filter {
        scores[$0] > scores[index] || (scores[$0] == scores[index] && $0 < index)
      }
      return better.count < kept
    }.map { ($0, 1) }
  }

  /// Exactly `kept` indices, ascending, each with 1 / p, p the probability with which it is drawn: in proportion to its
  /// score, at most 1, the sum `kept`. Indices of score zero fill up where fewer others are there.
  ///
  /// Scores become integer weights w of 18 bits in proportion to the largest one, so that every step is exact: with n
  /// still to keep and the sum W, whoever has n w >= W is certain and leaves the pool; of the others systematic sampling
  /// with one number keeps exactly n, each with probability n w / W, which is what makes the mean right, however w was
  /// rounded.
  static func sampled(_ scores: [Float], keeping kept: Int, draw: UInt32) -> [(index: Int, factor: Float)] {
    let scale = 262_144 / max(scores.max() ?? 0, 0x1p-100)
    var weights = scores.map { $0 > 0 ? max(1, Int(($0 * scale).rounded(.toNearestOrEven))) : 0 }
    var factors = [Float](repeating: 0, count: scores.count)
    var (remaining, total) = (kept, weights.reduce(0, +))
    while remaining > 0, total > 0 {
      let certain = weights.indices.filter { weights[$0] > 0 && remaining * weights[$0] >= total }
      if certain.isEmpty { break }
      for index in certain { (factors[index], weights[index]) = (1, 0) }
      (remaining, total) = (remaining - certain.count, weights.reduce(0, +))
    }
    if total > 0 && remaining > 0 {
      // Uniform in 0..<total.
      var sum = min(Int(Float(draw >> 8) * 0x1p-24 * Float(total)), total - 1)
      for index in weights.indices {
        sum += remaining * weights[index]
        guard sum >= total else { continue }
        sum -= total
        factors[index] = Float(total) / Float(remaining * weights[index])
      }
    } else {
      for index in scores.indices where remaining > 0 && scores[index] == 0 {
        factors[index] = 1
        remaining -= 1
      }
    }
    return scores.indices.filter { factors[$0] != 0 }.map { ($0, factors[$0]) }
  }
}
