import Kernels
import Tensors
import Testing

/// If these fail, `--precision bf16` trains on products that are not what they should be, or pretends on a processor that
/// has none.
@Suite struct PrecisionTests {
  @Test(
    "Products of factors that bf16 holds exactly equal the definition: sums are in single precision",
    .enabled(if: Precision.bf16.isSupported), arguments: oddConvolutions)
  func exactFactors(shape: ConvolutionShape) throws {
    let scalar = ScalarConvolution(shape: shape)
    let input = Tensor.random(shape.inputShape, seed: 1).rounded
    let weights = Tensor.random(count: shape.weightCount, seed: 2).rounded
    let bias = Tensor.random(count: shape.outputChannels, seed: 3)
    let outputGradient = Tensor.random(shape.outputShape, seed: 4).rounded
    let products = try BFloat16Products(shape)
    let found = try products.run(input: input, weights: weights, bias: bias, outputGradient: outputGradient)
    let expected = [
      scalar.forward(input: input, weights: weights, bias: bias),
      scalar.inputGradient(outputGradient: outputGradient, weights: weights),
      scalar.weightGradient(input: input, outputGradient: outputGradient),
    ]
    for (found, expected) in zip(found, expected) { #expect(found.relativeError(to: expected) < 1e-5) }
  }

  @Test("Other factors are rounded first, to the nearest", .enabled(if: Precision.bf16.isSupported))
  func roundedFactors() throws {
    let shape = oddConvolutions[0]
    let input = Tensor.random(shape.inputShape, seed: 1)
    let weights = Tensor.random(count: shape.weightCount, seed: 2)
    let bias = Tensor(count: shape.outputChannels)
    let outputGradient = Tensor.random(shape.outputShape, seed: 4)
    let products = try BFloat16Products(shape)
    let found = try products.run(input: input, weights: weights, bias: bias, outputGradient: outputGradient)
    let expected = try products.run(
      input: input.rounded, weights: weights.rounded, bias: bias, outputGradient: outputGradient.rounded)
    for (found, expected) in zip(found, expected) { #expect(found.array == expected.array) }
    let exact = ScalarConvolution(shape: shape).forward(input: input, weights: weights, bias: bias)
    #expect((1e-4..<1e-2).contains(found[0].relativeError(to: exact)))
  }

  @Test(
    "Pruned gradients give what their definition gives, whichever products make it",
    .enabled(if: Precision.bf16.isSupported), arguments: WeightGradientSource.allCases)
  func prunedGradients(source: WeightGradientSource) throws {
    let pruning = try Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: source)
    for shape in oddConvolutions {
      let scalar = ScalarConvolution(shape: shape)
      let input = Tensor.random(shape.inputShape, seed: 1)
      let weights = Tensor.random(count: shape.weightCount, seed: 2)
      let outputGradient = Tensor.random(shape.outputShape, seed: 3)
      let products = try BFloat16Products(shape, pruning: pruning)
      let found = try products.run(
        input: input, weights: weights, bias: Tensor(count: shape.outputChannels), outputGradient: outputGradient)
      let kept = try pruned(outputGradient, pruning)
      let keptForWeights = try pruning.ofWeightGradient.map { try pruned(outputGradient, $0) } ?? outputGradient
      #expect(found[1].relativeError(to: scalar.inputGradient(outputGradient: kept, weights: weights)) < 0.02)
      #expect(found[2].relativeError(to: scalar.weightGradient(input: input, outputGradient: keptForWeights)) < 0.02)
    }
  }

  @Test("A processor without such products refuses them", .enabled(if: !Precision.bf16.isSupported))
  func refusal() {
    #expect(throws: ComputeError.unsupportedPrecision(.bf16)) { try ComputeContext(precision: .bf16) }
  }
}

/// The three products of a layer in bf16.
private struct BFloat16Products {
  private let layer: PrunableConvolution

  init(_ shape: ConvolutionShape, pruning: Pruning? = nil) throws {
    layer = try PrunableConvolution(
      shape: shape, hasBias: true, pruning: pruning, context: ComputeContext(precision: .bf16))
    try layer.planBackward(needsInputGradient: true)
  }

  /// Output, input gradient, weight gradient.
  func run(input: Tensor, weights: Tensor, bias: Tensor, outputGradient: Tensor) throws -> [Tensor] {
    let shape = layer.shape
    let results = [
      Tensor.random(shape.outputShape, seed: 5), .random(shape.inputShape, seed: 6),
      .random(count: shape.weightCount, seed: 7),
    ]
    layer.weightsChanged()
    layer.forward(input: input, weights: weights, bias: bias, output: results[0])
    try layer.backward(
      outputGradient: outputGradient, input: input, weights: weights, inputGradient: results[1],
      weightGradient: results[2], key: testKey)
    return results
  }
}
