import Kernels
import Tensors
import Testing
import Timing

@Suite("Backward products of a convolution")
struct PrunableConvolutionTests {
  static let prunings: [Pruning?] = {
    let rules: [(PruningRule, Int, Int, Int)] = [
      (.magnitude, 2, 4, 1), (.rescaled, 1, 4, 4), (.unbiased, 2, 4, 8), (.random, 3, 5, 2), (.rescaled, 2, 4, 4),
    ]
    return [nil]
      + rules.flatMap { rule, nonzeros, groupSize, share in
        WeightGradientSource.allCases.map {
          try? Pruning(rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share, weightGradient: $0)
        }
      }
  }()

  @Test(
    "Both gradients come from the gradient that the choice of pruning names", arguments: thinned(oddConvolutions),
    prunings)
  func agreesWithDefinition(shape: ConvolutionShape, pruning: Pruning?) throws {
    let scalar = ScalarConvolution(shape: shape)
    let input = Tensor.random(shape.inputShape, seed: 1)
    let weights = Tensor.random(count: shape.weightCount, seed: 2)
    let outputGradient = Tensor.random(shape.outputShape, seed: 3)
    let prunedGradient = try pruning.map { try pruned(outputGradient, $0) } ?? outputGradient
    let expectedInput = scalar.inputGradient(outputGradient: prunedGradient, weights: weights)
    let source = try pruning?.ofWeightGradient.map { try pruned(outputGradient, $0) } ?? outputGradient
    let expectedWeight = scalar.weightGradient(input: input, outputGradient: source)
    for kernels in availableKernels {
      let context = try ComputeContext(kernels: kernels)
      let convolution = try PrunableConvolution(shape: shape, hasBias: false, pruning: pruning, context: context)
      try convolution.planBackward(needsInputGradient: true)
      let inputGradient = Tensor.random(shape.inputShape, seed: 4)
      let weightGradient = Tensor.random(count: shape.weightCount, seed: 5)
      try convolution.backward(
        outputGradient: outputGradient, input: input, weights: weights, inputGradient: inputGradient,
        weightGradient: weightGradient, key: testKey)
      #expect(inputGradient.relativeError(to: expectedInput) < 1e-5)
      #expect(weightGradient.relativeError(to: expectedWeight) < 1e-5)
      #expect((context.timer.totals().seconds(of: .prune) > 0) == (pruning != nil))
      // The first layer wants no input gradient.
      let alone = Tensor.random(count: shape.weightCount, seed: 6)
      try convolution.backward(
        outputGradient: outputGradient, input: input, weights: weights, inputGradient: nil, weightGradient: alone,
        key: testKey)
      #expect(alone.relativeError(to: expectedWeight) < 1e-5)
    }
  }

  @Test("A weight gradient that adds up biased samples learns without what they leave out: its own ones are unbiased")
  func unbiasedWeightGradient() throws {
    let shape = oddConvolutions[0]
    let pruning = try Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .unbiased)
    let context = try ComputeContext()
    let layer = try PrunableConvolution(shape: shape, hasBias: false, pruning: pruning, context: context)
    try layer.planBackward(needsInputGradient: false)
    let input = Tensor.random(shape.inputShape, seed: 1)
    let outputGradient = Tensor.random(shape.outputShape, seed: 2)
    let weights = Tensor.random(count: shape.weightCount, seed: 3)
    let sample = Tensor(count: shape.weightCount)
    var mean = [Float](repeating: 0, count: shape.weightCount)
    let draws = 2000
    func backward(_ key: PruningKey?) throws {
      try layer.backward(
        outputGradient: outputGradient, input: input, weights: weights, inputGradient: nil, weightGradient: sample,
        key: key)
    }
    for draw in 0..<draws {
      try backward(PruningKey(seed: 1, step: draw, layer: 0, rank: 0))
      for (index, value) in sample.array.enumerated() { mean[index] += value / Float(draws) }
    }
    // Without a key nothing is pruned.
    try backward(nil)
    let dense = ScalarConvolution(shape: shape).weightGradient(input: input, outputGradient: outputGradient)
    #expect(sample.relativeError(to: dense) < 1e-5)
    for (index, value) in mean.enumerated() { sample.pointer[index] = value }
    #expect(sample.relativeError(to: dense) < 0.05)
  }

  @Test("Layers of one context may share storage: a second layer's pruning does not disturb a later use of the first")
  func layersShareStorage() throws {
    let context = try ComputeContext()
    let pruning = try Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .pruned)
    let layers = try oddConvolutions.map { shape in
      let layer = try PrunableConvolution(shape: shape, hasBias: false, pruning: pruning, context: context)
      try layer.planBackward(needsInputGradient: true)
      return layer
    }
    var first: [[Float]] = []
    for round in 0..<2 {
      for (index, layer) in layers.enumerated() {
        let inputGradient = Tensor(layer.shape.inputShape)
        try layer.backward(
          outputGradient: .random(layer.shape.outputShape, seed: 1), input: .random(layer.shape.inputShape, seed: 2),
          weights: .random(count: layer.shape.weightCount, seed: 3), inputGradient: inputGradient,
          weightGradient: Tensor(count: layer.shape.weightCount), key: testKey)
        if round == 0 { first.append(inputGradient.array) } else { #expect(inputGradient.array == first[index]) }
      }
    }
  }
}
