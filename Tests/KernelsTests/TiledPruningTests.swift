import Kernels
import Tensors
import Testing

/// Every build of the tiles against the scalar definition: the same choice and the same bits.
@Suite("Pruning by tiles")
struct TiledPruningTests {
  /// Vectors and blocks filled and not, one channel, more pixels than a run, batches that are no multiple of a share.
  static let shapes = [
    TensorShape(batch: 8, height: 1, width: 3, channels: 256), TensorShape(batch: 5, height: 2, width: 3, channels: 37),
    TensorShape(batch: 3, height: 9, width: 15, channels: 18),
    TensorShape(batch: 9, height: 1, width: 1, channels: 100),
    TensorShape(batch: 1, height: 2, width: 1, channels: 1), TensorShape(batch: 2, height: 5, width: 4, channels: 16),
    TensorShape(batch: 11, height: 2, width: 2, channels: 66),
  ]
  static let patterns = [
    (2, 4), (3, 4), (1, 3), (1, 4), (2, 3), (2, 5), (1, 2), (1, 8), (4, 8), (7, 9), (2, 16), (8, 16), (5, 17), (16, 32),
    (31, 32), (4, 30),
  ]

  /// A gradient with ties, all-zero groups, zeros and magnitudes of many orders.
  static func difficultGradient(_ shape: TensorShape) -> Tensor {
    let gradient = Tensor.random(shape, seed: 3)
    var generator = Generator(4)
    for index in 0..<gradient.count {
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: gradient[index] = 0
      case 1: gradient[index] = -0.5
      case 2: gradient[index] = 0.5
      case 3: gradient[index] *= 1e-6
      case 4: gradient[index] *= 1e-30
      case 5: gradient[index] *= 1000
      default: break
      }
      if index / 32 % 5 == 0 { gradient[index] = 0 }
    }
    return gradient
  }

  @Test("Tiles choose and output the very bits of the definition", arguments: PruningRule.allCases, [1, 2, 4, 8])
  func equalsDefinition(rule: PruningRule, share: Int) throws {
    let reference = try ComputeContext(kernels: .reference)
    let contexts = try availableKernels.dropFirst().map { try ComputeContext(kernels: $0) }
    for shape in thinned(Self.shapes) {
      let gradient = Self.difficultGradient(shape)
      for (nonzeros, groupSize) in thinned(Self.patterns) {
        let pruning = try Pruning(rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share)
        let expected = try Pruner(shape: shape, pruning: pruning, context: reference).prune(gradient, key: testKey)
        for context in contexts {
          let packed = try Pruner(shape: shape, pruning: pruning, context: context).prune(gradient, key: testKey)
          let rows = (0..<shape.pixels).flatMap { pixel in
            (0..<packed.sampleGroups).map { packed.offset(pixel: pixel, sampleGroup: $0) }
          }
          let entries = rows.flatMap { $0..<$0 + packed.kept }
          let wrong = entries.first { entry in
            packed.channelIndices[entry] != expected.channelIndices[entry]
              || (0..<share).contains {
                packed.values[entry * share + $0] != expected.values[entry * share + $0]
              }
          }
          #expect(
            wrong == nil, "\(context.kernels) \(nonzeros):\(groupSize) \(shape), entry \(wrong ?? 0)")
        }
      }
    }
  }

  @Test("The number of threads changes no bit", arguments: PruningRule.allCases)
  func threadsAgree(rule: PruningRule) throws {
    let gradient = Tensor.random(TensorShape(batch: 14, height: 12, width: 13, channels: 66), seed: 8)
    for (nonzeros, groupSize) in [(2, 4), (3, 7)] {
      let pruning = try Pruning(rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: 4)
      let alone = try pruned(gradient, pruning, kernels: .auto)
      for threads in [2, 3] {
        #expect(try pruned(gradient, pruning, kernels: .auto, threads: threads).array == alone.array)
      }
    }
  }
}
