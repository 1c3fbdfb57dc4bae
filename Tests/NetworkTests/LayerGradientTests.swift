import Kernels
import Tensors
import Testing

@testable import Network

/// Backward of every layer against finite differences. A wrong sign, a missing term or a misplaced index in any
/// backward shows here.
@Suite struct LayerGradientTests {
  /// A layer to be checked, by the way it is made.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let input: TensorShape
    let make: @Sendable (LayerFactory) -> any Layer
  }

  static let image = TensorShape(batch: 5, height: 6, width: 7, channels: 8)

  static let cases: [Case] = [
    Case(testDescription: "3x3 convolution", input: image) { $0.convolution("c", 8, 6, kernel: 3) },
    Case(testDescription: "strided 5x5 convolution", input: image) { $0.convolution("c", 8, 6, kernel: 5, stride: 2) },
    Case(testDescription: "grouped convolution", input: image) { $0.convolution("c", 8, 12, kernel: 3, groups: 4) },
    Case(testDescription: "strided 1x1 convolution", input: image) { $0.convolution("c", 8, 5, kernel: 1, stride: 2) },
    Case(testDescription: "linear", input: TensorShape(batch: 4, channels: 21)) { $0.linear("l", 21, 9) },
    Case(testDescription: "flatten and linear", input: image) {
      Sequential([$0.flatten(), $0.linear("l", 6 * 7 * 8, 5, imagePixels: 42)])
    },
    Case(testDescription: "batch norm", input: image) { $0.batchNorm("b", 8, .plain) },
    Case(testDescription: "batch norm with ReLU", input: image) { $0.batchNorm("b", 8, .rectified) },
    Case(testDescription: "identity block", input: image) {
      $0.residual(main: [$0.convolution("c", 8, 8, kernel: 3)], joint: $0.batchNorm("b", 8, .addedThenRectified))
    },
    Case(testDescription: "block that adds last", input: image) {
      $0.residual(main: [$0.convolution("c", 8, 8, kernel: 3)], joint: $0.batchNorm("b", 8, .rectifiedThenAdded))
    },
    Case(testDescription: "block with a shortcut of its own", input: image) {
      $0.residual(
        main: [$0.convolution("c", 8, 12, kernel: 3, stride: 2)], joint: $0.batchNorm("b", 12, .addedThenRectified),
        shortcut: [$0.convolution("d", 8, 12, kernel: 1, stride: 2), $0.batchNorm("e", 12, .plain)])
    },
    Case(testDescription: "ReLU", input: image) { $0.relu() },
    Case(testDescription: "scale", input: image) { $0.scale(by: 0.2) },
    Case(testDescription: "max pooling", input: image) { $0.maxPool(2, stride: 2) },
    Case(testDescription: "overlapping max pooling", input: image) { $0.maxPool(3, stride: 2, padding: 1) },
    Case(testDescription: "average pooling", input: image) { $0.averagePool(3, stride: 2) },
    Case(testDescription: "global max pooling", input: image) { $0.globalMaxPool() },
    Case(testDescription: "global average pooling", input: image) { $0.globalAveragePool() },
  ]

  @Test(arguments: cases) func backwardAgreesWithFiniteDifferences(_ testCase: Case) throws {
    let resources = try makeResources()
    let factory = LayerFactory(resources: resources, scheme: .standard)
    // The first convolution of a network computes no input gradient; this one takes that place.
    _ = factory.convolution("first", 1, 1, kernel: 1)
    let placeholders = resources.parameters.count
    let layer = testCase.make(factory)
    let outputShape = try layer.plan(testCase.input, mode: .training)
    for parameter in resources.parameters where !parameter.isDecayed {
      parameter.value.copy(from: random(parameter.value.count, seed: 77).map { 1 + 0.5 * $0 })
    }
    let input = Tensor(testCase.input)
    input.copy(from: spaced(input.count))
    let direction = random(outputShape.count, seed: 2)

    func loss() throws -> Double {
      layer.weightsChanged()
      return dot(try layer.forward(input, mode: .training).array, direction)
    }
    _ = try loss()
    let outputGradient = resources.gradients.take(outputShape)
    outputGradient.copy(from: direction)
    var finished: [String] = []
    let key = StepKey(seed: 0, step: 1, rank: 0)
    let inputGradient = try #require(
      try layer.backward(outputGradient, key: key) { finished.append($0.name) })
    #expect(finished == layer.backwardOrder.map(\.name))
    #expect(inputGradient.shape == testCase.input)
    let analytic = [inputGradient.array] + resources.parameters.dropFirst(placeholders).map(\.gradient.array)
    let variables = [input] + resources.parameters.dropFirst(placeholders).map(\.value)
    for (variable, gradient) in zip(variables, analytic) {
      try check(variable, gradient: gradient, loss: loss)
    }
  }

  /// Values evenly spaced over [-1, 1) in random order: no step of the check changes which of two is larger.
  private func spaced(_ count: Int) -> [Float] {
    let order = random(count, seed: 1).enumerated().sorted { $0.element < $1.element }.map(\.offset)
    var values = [Float](repeating: 0, count: count)
    for (rank, index) in order.enumerated() { values[index] = (Float(rank) + 0.5) * 2 / Float(count) - 1 }
    return values
  }

  /// Compares the derivative along three random directions.
  private func check(_ variable: Tensor, gradient: [Float], loss: () throws -> Double) throws {
    let start = variable.array
    let step: Float = 5e-5
    for seed in UInt64(10)..<13 {
      let along = random(variable.count, seed: seed)
      variable.copy(from: zip(start, along).map { $0 + step * $1 })
      let above = try loss()
      variable.copy(from: zip(start, along).map { $0 - step * $1 })
      let below = try loss()
      variable.copy(from: start)
      let numeric = (above - below) / (2 * Double(step))
      let expected = dot(gradient, along)
      let scale = (dot(gradient, gradient) * dot(along, along) / Double(variable.count)).squareRoot()
      #expect(abs(numeric - expected) < 0.02 * max(scale, 1), "numeric \(numeric), analytic \(expected)")
    }
  }
}
