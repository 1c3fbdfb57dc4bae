import Tensors
import Testing

@testable import Kernels

@Suite("Dense convolution by oneDNN")
struct DenseConvolutionTests {
  let context: ComputeContext

  init() throws { context = try ComputeContext() }

  @Test(
    "All three products equal the definition, for odd sizes, strides, groups and a bias", arguments: oddConvolutions)
  func agreesWithDefinition(shape: ConvolutionShape) throws {
    let scalar = ScalarConvolution(shape: shape)
    let input = Tensor.random(shape.inputShape, seed: 1)
    let weights = Tensor.random(count: shape.weightCount, seed: 2)
    let bias = Tensor.random(count: shape.outputChannels, seed: 3)
    let outputGradient = Tensor.random(shape.outputShape, seed: 4)
    for (hasBias, converts) in [(false, false), (true, false), (false, true), (true, true)] {
      let convolution = try DenseConvolution(
        shape: shape, hasBias: hasBias, context: context, converts: { _ in converts })
      try convolution.planForward()
      try convolution.planBackward(inputGradient: true, weightGradient: true)
      let output = Tensor.random(shape.outputShape, seed: 5)
      convolution.forward(input: input, weights: weights, bias: hasBias ? bias : nil, output: output)
      let expected = scalar.forward(input: input, weights: weights, bias: hasBias ? bias : nil)
      #expect(output.relativeError(to: expected) < 1e-5)

      let inputGradient = Tensor.random(shape.inputShape, seed: 6)
      convolution.inputGradient(outputGradient: outputGradient, weights: weights, inputGradient: inputGradient)
      let expectedInput = scalar.inputGradient(outputGradient: outputGradient, weights: weights)
      #expect(inputGradient.relativeError(to: expectedInput) < 1e-5)

      let weightGradient = Tensor.random(count: shape.weightCount, seed: 7)
      convolution.weightGradient(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
      let expectedWeight = scalar.weightGradient(input: input, outputGradient: outputGradient)
      #expect(weightGradient.relativeError(to: expectedWeight) < 1e-5)
    }
  }

  @Test("New weights are used after weightsChanged(): a converted copy that is too old would show")
  func convertsChangedWeights() throws {
    let shape = oddConvolutions[1]
    let scalar = ScalarConvolution(shape: shape)
    let convolution = try DenseConvolution(shape: shape, hasBias: false, context: context)
    try convolution.planForward()
    try convolution.planBackward(inputGradient: true, weightGradient: false)
    let input = Tensor.random(shape.inputShape, seed: 1)
    let output = Tensor(shape.outputShape)
    let inputGradient = Tensor(shape.inputShape)
    let outputGradient = Tensor.random(shape.outputShape, seed: 2)
    let weights = Tensor(count: shape.weightCount)
    for seed in 3..<5 as Range<UInt64> {
      weights.copy(from: .random(count: shape.weightCount, seed: seed))
      convolution.weightsChanged()
      convolution.forward(input: input, weights: weights, output: output)
      #expect(
        output.relativeError(to: scalar.forward(input: input, weights: weights, bias: nil)) < 1e-5)
      convolution.inputGradient(outputGradient: outputGradient, weights: weights, inputGradient: inputGradient)
      let expected = scalar.inputGradient(outputGradient: outputGradient, weights: weights)
      #expect(inputGradient.relativeError(to: expected) < 1e-5)
    }
  }
}
