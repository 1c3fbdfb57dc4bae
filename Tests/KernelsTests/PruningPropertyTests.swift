import Kernels
import Tensors
import Testing

/// What holds for every N:M, share and rule.
@Suite("Properties of pruning")
struct PruningPropertyTests {
  /// All patterns, each once; 37 channels are a multiple of no M but 1.
  static let patterns = (2...32).flatMap { groupSize in (1..<groupSize).map { ($0, groupSize) } }

  @Test("Every row keeps exactly min(N, length) of each group, ascending, with the gradient's own values")
  func keepsExactly() throws {
    let context = try ComputeContext(kernels: .reference)
    let shape = TensorShape(batch: 3, height: 1, width: 2, channels: 37)
    let gradient = Tensor.random(shape, seed: 1)
    for (index, (nonzeros, groupSize)) in Self.patterns.enumerated() {
      let rule = PruningRule.allCases[index % 4]
      let share = [1, 2, 4, 8][index / 4 % 4]
      let pruning = try Pruning(rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share)
      let packed = try Pruner(shape: shape, pruning: pruning, context: context).prune(gradient, key: testKey)
      #expect(packed.kept == 37 / groupSize * nonzeros + min(nonzeros, 37 % groupSize))
      for pixel in 0..<shape.pixels {
        for group in 0..<packed.sampleGroups {
          let row = packed.offset(pixel: pixel, sampleGroup: group)
          let channels = (row..<row + packed.kept).map { Int(packed.channelIndices[$0]) }
          #expect(zip(channels, channels.dropFirst()).allSatisfy(<))
          for first in stride(from: 0, to: 37, by: groupSize) {
            let length = min(groupSize, 37 - first)
            #expect(channels.count { (first..<first + length).contains($0) } == min(nonzeros, length))
          }
          for (entry, channel) in channels.enumerated() {
            for offset in 0..<share {
              let sample = group * share + offset
              let value = packed.values[(row + entry) * share + offset]
              let own = sample < 3 ? gradient[(sample * shape.pixels + pixel) * 37 + channel] : 0
              let isScaled = rule == .rescaled || rule == .unbiased
              #expect(isScaled ? value * own > 0 || own == 0 && value == 0 : value == own)
            }
          }
        }
      }
    }
  }

  @Test("Nothing that magnitude drops is larger than what it keeps", arguments: [(1, 2), (2, 4), (3, 7), (8, 32)])
  func keepsTheLargest(nonzeros: Int, groupSize: Int) throws {
    let gradient = Tensor.random(TensorShape(batch: 2, height: 3, width: 1, channels: groupSize * 3), seed: 4)
    let result = try pruned(gradient, Pruning(rule: .magnitude, nonzeros: nonzeros, groupSize: groupSize))
    for first in stride(from: 0, to: gradient.count, by: groupSize) {
      let group = first..<first + groupSize
      let kept = group.filter { result[$0] != 0 }.map { abs(gradient[$0]) }
      let dropped = group.filter { result[$0] == 0 }.map { abs(gradient[$0]) }
      #expect(kept.count == nonzeros)
      #expect(try #require(kept.min()) >= #require(dropped.max()))
    }
  }

  @Test("rescaled preserves the sum of magnitudes of every plane of which something is kept")
  func preservesSums() throws {
    // More pixels than one run of the sums.
    let shape = TensorShape(batch: 5, height: 10, width: 13, channels: 10)
    let gradient = Tensor.random(shape, seed: 5)
    let result = try pruned(gradient, Pruning(rule: .rescaled, nonzeros: 1, groupSize: 4, share: 4))
    for sample in 0..<5 {
      for channel in 0..<10 {
        let plane = (0..<shape.pixels).map { (sample * shape.pixels + $0) * 10 + channel }
        let before = plane.reduce(0.0) { $0 + Double(abs(gradient[$1])) }
        let after = plane.reduce(0.0) { $0 + Double(abs(result[$1])) }
        #expect(abs(before - after) < 1e-5 * before)
      }
    }
  }

  @Test("random keeps every channel equally often, and its choice depends on every part of the key")
  func randomIsUniform() throws {
    let pixels = 6000
    let shape = TensorShape(batch: 1, height: pixels, width: 1, channels: 5)
    let gradient = Tensor(shape)
    gradient.fill(1)
    let pruning = try Pruning(rule: .random, nonzeros: 2, groupSize: 5)
    let result = try pruned(gradient, pruning)
    for channel in 0..<5 {
      let share = Double((0..<pixels).count { result[$0 * 5 + channel] != 0 }) / Double(pixels)
      // Five standard deviations of a frequency of 0.4.
      #expect(abs(share - 0.4) < 5 * (0.24 / Double(pixels)).squareRoot())
    }
    let keys = [
      PruningKey(seed: 7, step: 3, layer: 2, rank: 1), PruningKey(seed: 8, step: 3, layer: 2, rank: 1),
      PruningKey(seed: 7, step: 4, layer: 2, rank: 1), PruningKey(seed: 7, step: 3, layer: 3, rank: 1),
      PruningKey(seed: 7, step: 3, layer: 2, rank: 2),
    ]
    #expect(Set(try keys.map { try pruned(gradient, pruning, key: $0).array }).count == keys.count)
    #expect(try pruned(gradient, pruning).array == result.array)
  }
}
