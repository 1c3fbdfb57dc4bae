import Kernels
import Tensors
import Testing

/// Each rule against values worked out by hand.
@Suite("Pruning rules")
struct PruningRuleTests {
  @Test("magnitude keeps the largest, and of equal ones the lower channel", arguments: availableKernels)
  func magnitude(kernels: KernelSelection) throws {
    let gradient = onePixel([1, -5, 2, 0.5, 3, 3, -3, 3, -2, 7, 4])
    let twoOfFour = try pruned(gradient, Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4), kernels: kernels)
    #expect(twoOfFour.array == [0, -5, 2, 0, 3, 3, 0, 0, 0, 7, 4])
    let oneOfFour = try pruned(gradient, Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4), kernels: kernels)
    #expect(oneOfFour.array == [0, -5, 0, 0, 3, 0, 0, 0, 0, 7, 0])
    let threeOfEight = try pruned(gradient, Pruning(rule: .magnitude, nonzeros: 3, groupSize: 8), kernels: kernels)
    #expect(threeOfEight.array == [0, -5, 0, 0, 3, 3, 0, 0, -2, 7, 4])
  }

  @Test("Samples that share a pattern choose by the sum of their magnitudes", arguments: availableKernels)
  func sharedPattern(kernels: KernelSelection) throws {
    let gradient = onePixel([4, 3, 0, 1], [0, 2, 3, -1], [9, 0, 1, 2])
    let shared = try pruned(gradient, Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4, share: 2), kernels: kernels)
    // The sums of the first two are 4, 5, 3, 2; the third sample is alone in the last group.
    #expect(shared.array == [0, 3, 0, 0, 0, 2, 0, 0, 9, 0, 0, 0])
  }

  @Test("rescaled gives each (sample, channel) plane back the sum of its magnitudes", arguments: availableKernels)
  func rescaled(kernels: KernelSelection) throws {
    let gradient = Tensor(TensorShape(batch: 1, height: 3, width: 1, channels: 2))
    gradient.copy(from: [4, 1, 2, -3, -2, 2])
    let result = try pruned(gradient, Pruning(rule: .rescaled, nonzeros: 1, groupSize: 2), kernels: kernels)
    // Kept are 4, -3, -2: channel 0 has 8 of which 6 are kept, channel 1 has 6 of which 3 are kept.
    let expected: [Float] = [4 * (8 / 6), 0, 0, -6, -2 * (8 / 6), 0]
    #expect(result.array == expected)
  }

  @Test("Rescaling leaves a plane alone of which nothing is kept", arguments: availableKernels)
  func rescaledNothing(kernels: KernelSelection) throws {
    let result = try pruned(
      onePixel([2, 1, 0, 0]), Pruning(rule: .rescaled, nonzeros: 1, groupSize: 2), kernels: kernels)
    #expect(result.array == [2, 0, 0, 0])
  }

  @Test("unbiased keeps what is certain as it is and divides the rest by its probability", arguments: availableKernels)
  func unbiased(kernels: KernelSelection) throws {
    // 2:4 with scores 4, 2, 1, 1: the first is certain, the others share one place with p = 1/2, 1/4, 1/4.
    let gradient = onePixel([-4, 2, 1, -1])
    var seen: Set<[Float]> = []
    for step in 0..<40 {
      let key = PruningKey(seed: 1, step: step, layer: 0, rank: 0)
      seen.insert(
        try pruned(gradient, Pruning(rule: .unbiased, nonzeros: 2, groupSize: 4), kernels: kernels, key: key).array)
    }
    #expect(seen == [[-4, 4, 0, 0], [-4, 0, 4, 0], [-4, 0, 0, -4]])
  }

  @Test(
    "unbiased keeps fewer nonzeros than N as they are, and an all-zero group stays zero", arguments: availableKernels)
  func unbiasedSparse(kernels: KernelSelection) throws {
    let gradient = onePixel([0, 0, -3, 0, 0, 0, 0, 0, 5, 0, 0, 1e-30])
    let result = try pruned(gradient, Pruning(rule: .unbiased, nonzeros: 2, groupSize: 4), kernels: kernels)
    #expect(result.array == gradient.array)
  }

  @Test("A value that is not finite is reported with its place, never pruned away", arguments: availableKernels)
  func reportsNonFinite(kernels: KernelSelection) throws {
    for (rule, value) in zip(PruningRule.allCases, [Float.nan, .infinity, -.infinity, .nan]) {
      for share in [1, 4] {
        let gradient = Tensor.random(TensorShape(batch: 5, height: 3, width: 4, channels: 23), seed: 1)
        gradient[((3 * 3 + 2) * 4 + 1) * 23 + 22] = value
        let pruning = try Pruning(rule: rule, nonzeros: 1, groupSize: 4, share: share)
        #expect {
          try pruned(gradient, pruning, kernels: kernels)
        } throws: {
          guard let error = $0 as? NonFiniteGradientError else { return false }
          return (error.sample, error.row, error.column, error.channel) == (3, 2, 1, 22)
        }
      }
    }
  }

  @Test("N:M and shares that do not exist are refused, when decoded too")
  func validates() throws {
    for (nonzeros, groupSize) in [(0, 4), (4, 4), (5, 4), (1, 33), (-1, 2)] {
      #expect(throws: PruningError.invalidPattern(nonzeros: nonzeros, groupSize: groupSize)) {
        try Pruning(rule: .magnitude, nonzeros: nonzeros, groupSize: groupSize)
      }
    }
    #expect(throws: PruningError.invalidShare(3)) {
      try Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: 3)
    }
  }
}
