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
    Case(testDescription: "frozen batch norm", input: image) { frozen($0.batchNorm("b", 8, .plain)) },
    Case(testDescription: "frozen batch norm with ReLU", input: image) { frozen($0.batchNorm("b", 8, .rectified)) },
    Case(testDescription: "identity block, its batch norm frozen", input: image) {
      $0.residual(
        main: [$0.convolution("c", 8, 8, kernel: 3)], joint: frozen($0.batchNorm("b", 8, .addedThenRectified)))
    },
    Case(testDescription: "block that adds last, its batch norm frozen", input: image) {
      $0.residual(
        main: [$0.convolution("c", 8, 8, kernel: 3)], joint: frozen($0.batchNorm("b", 8, .rectifiedThenAdded)))
    },
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

  /// A batch norm of fixed statistics, none of whose parameters is trained.
  private static func frozen(_ layer: BatchNorm) -> BatchNorm {
    for parameter in layer.backwardOrder { parameter.isFrozen = true }
    layer.runningMean.value.copy(from: random(layer.runningMean.value.count, seed: 5))
    layer.runningVariance.value.copy(from: random(layer.runningMean.value.count, seed: 6).map { 1.5 + $0 })
    return layer
  }

  @Test(arguments: cases) func backwardAgreesWithFiniteDifferences(_ testCase: Case) throws {
    let probe = try LayerProbe(input: testCase.input, make: testCase.make)
    for index in probe.variables.indices {
      for seed in 10..<13 as Range<UInt64> {
        let (numeric, analytic, scale) = try probe.derivatives(of: index, seed: seed)
        #expect(abs(numeric - analytic) < 3e-3 * max(scale, 1), "numeric \(numeric), analytic \(analytic)")
      }
    }
    #expect(probe.finished == probe.layer.backwardOrder.filter { !$0.isFrozen }.map(\.name))
    #expect(probe.inputGradient.shape == testCase.input)
  }
}

/// A layer by itself, whose derivatives are taken along random directions, by its backward and numerically.
private final class LayerProbe {
  let layer: any Layer
  /// The input, then the parameters.
  let variables: [Tensor]
  private(set) var inputGradient: Tensor
  /// The parameters in the order in which the last backward finished them.
  private(set) var finished: [String] = []

  private let resources: NetworkResources
  private let parameters: [Parameter]
  private let outputShape: TensorShape

  /// How far the outputs are moved (root mean square): so far that rounding vanishes beside it, and so little that a
  /// batch norm's curvature does.
  private static let change: Float = 1.0 / 512

  init(input shape: TensorShape, make: (LayerFactory) -> any Layer) throws {
    resources = try makeResources()
    let factory = LayerFactory(resources: resources, scheme: .standard)
    // The first convolution of a network computes no input gradient; this one takes that place.
    _ = factory.convolution("first", 1, 1, kernel: 1)
    let placeholders = resources.parameters.count
    layer = make(factory)
    outputShape = try layer.plan(shape, mode: .training)
    parameters = resources.parameters.dropFirst(placeholders).filter { !$0.isFrozen }
    _ = Parameter.layOutGradients(of: resources.parameters)
    for parameter in parameters where !parameter.isDecayed {
      parameter.value.copy(from: random(parameter.value.count, seed: 77).map { 1 + 0.5 * $0 })
    }
    variables = [randomImages(shape, seed: 1)] + parameters.map(\.value)
    inputGradient = variables[0]
  }

  /// The derivative of a weighted sum of the outputs along a random direction of one variable, and the size that such
  /// derivatives have.
  func derivatives(of index: Int, seed: UInt64) throws -> (numeric: Double, analytic: Double, scale: Double) {
    let variable = variables[index]
    let start = variable.array
    let along = random(variable.count, seed: seed)
    func output(_ step: Float) throws -> [Float] {
      variable.copy(from: zip(start, along).map { $0 + step * $1 })
      layer.weightsChanged()
      return try layer.forward(variables[0], mode: .training).array
    }
    let here = try output(0)
    let trial = zip(try output(Self.change), here).map { $0 - $1 }
    let step = Self.change * Self.change / Float((dot(trial, trial) / Double(trial.count)).squareRoot())
    let (above, below) = try (output(step), output(-step))
    _ = try output(0)
    // Outputs that pass the corner of a ReLU or change a pooling's winner on the way have no derivative to compare:
    // they bend by more than a smooth function does.
    var weights = random(outputShape.count, seed: seed + 100)
    for at in weights.indices where abs(above[at] - 2 * here[at] + below[at]) > 0.01 * Self.change { weights[at] = 0 }
    #expect(weights.count { $0 == 0 } < weights.count / 4)

    let outputGradient = resources.gradients.take(outputShape)
    outputGradient.copy(from: weights)
    finished = []
    inputGradient = try #require(
      try layer.backward(outputGradient, key: StepKey(seed: 0, step: 1, rank: 0)) { finished.append($0.name) })
    let gradient = (index == 0 ? inputGradient : parameters[index - 1].gradient).array
    resources.gradients.give(inputGradient)
    let change = zip(above, below).map { $0 - $1 }
    return (
      dot(change, weights) / (2 * Double(step)), dot(gradient, along),
      (dot(gradient, gradient) * dot(along, along) / Double(along.count)).squareRoot()
    )
  }
}
