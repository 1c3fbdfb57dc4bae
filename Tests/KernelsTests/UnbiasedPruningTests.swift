import Kernels
import Tensors
import Testing

@Suite("Unbiased pruning")
struct UnbiasedPruningTests {
  /// One group at every one of many pixels is as many draws.
  static let draws = 20_000

  @Test(
    "The mean of many draws is the gradient within its statistical error, with exactly N kept in each",
    arguments: thinned([
      (1, 4, 1), (2, 4, 1), (2, 4, 4), (1, 2, 2), (3, 8, 1), (4, 5, 8), (5, 16, 2), (16, 32, 1),
    ]))
  func meanIsGradient(nonzeros: Int, groupSize: Int, share: Int) throws {
    let shape = TensorShape(batch: share, height: Self.draws, width: 1, channels: groupSize)
    let group = Tensor.random(TensorShape(batch: share, channels: groupSize), seed: UInt64(groupSize))
    // Large ones, so that some channels are certain, and small ones, none so rare that no draw shows it.
    for index in 0..<group.count {
      group[index] = (group[index] < 0 ? -0.1 : 0.1) + group[index] * (index % 3 == 0 ? 2 : 0.3)
    }
    let gradient = Tensor(shape)
    for index in 0..<gradient.count {
      gradient[index] = group[index / shape.sampleCount * groupSize + index % groupSize]
    }
    let pruning = try Pruning(rule: .unbiased, nonzeros: nonzeros, groupSize: groupSize, share: share)
    let result = try pruned(gradient, pruning, kernels: .auto)
    for index in 0..<group.count {
      let (sample, channel) = (index / groupSize, index % groupSize)
      let values = (0..<Self.draws).map { Double(result[(sample * Self.draws + $0) * groupSize + channel]) }
      let mean = values.reduce(0, +) / Double(Self.draws)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Self.draws)
      let error = (variance / Double(Self.draws)).squareRoot()
      #expect(abs(mean - Double(group[index])) <= 5 * error + 1e-6 * Double(abs(group[index])))
    }
    for draw in 0..<Self.draws {
      let kept = (0..<groupSize).count { result[draw * groupSize + $0] != 0 }
      guard kept != nonzeros else { continue }
      Issue.record("draw \(draw) keeps \(kept)")
      break
    }
  }

  @Test("Probabilities are those of the smallest variance: p = min(1, lambda a), the sum N")
  func probabilities() throws {
    // 3:6 with scores 12, 6, 2, 2, 1, 1: the first two are certain, the rest share one place with a / 6.
    let scores: [Float] = [12, 6, 2, 2, 1, 1]
    let expected = [1, 1, 1.0 / 3, 1.0 / 3, 1.0 / 6, 1.0 / 6]
    let gradient = Tensor(TensorShape(batch: 1, height: Self.draws, width: 1, channels: 6))
    for index in 0..<gradient.count { gradient[index] = scores[index % 6] }
    let result = try pruned(gradient, Pruning(rule: .unbiased, nonzeros: 3, groupSize: 6), kernels: .auto)
    for channel in 0..<6 {
      let kept = (0..<Self.draws).map { result[$0 * 6 + channel] }.filter { $0 != 0 }
      let probability = expected[channel]
      let deviation = (probability * (1 - probability) / Double(Self.draws)).squareRoot()
      #expect(abs(Double(kept.count) / Double(Self.draws) - probability) <= 5 * deviation)
      let value = Double(scores[channel]) / probability
      #expect(kept.allSatisfy { abs(Double($0) - value) < 1e-4 * value })
    }
  }
}
