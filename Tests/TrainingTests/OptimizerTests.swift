import Kernels
import Network
import Tensors
import Testing

@testable import Training

/// If these fail, an optimizer takes other steps than its published definition.
@Suite struct OptimizerTests {
  static let kernels: [KernelSelection] = [.reference, .portable, .auto]

  /// A two-layer network whose gradients are set by hand, and its parameters' values and gradients as doubles.
  private func network(_ context: ComputeContext) throws -> Network {
    let network = try Network(
      model: .mlp, inputShape: TensorShape(batch: 1, height: 3, width: 3, channels: 1), classes: 7, context: context,
      seed: 3)
    for parameter in network.parameters {
      for index in 0..<parameter.gradient.count {
        parameter.gradient[index] = Float(index % 13 - 6) * 0.01 + 0.003
      }
    }
    return network
  }

  /// Runs three steps and compares every value with `reference`, which is told weight, gradient, moments and step.
  private func check(
    _ selection: KernelSelection, nesterov: Bool = false, _ make: (OptimizerInput) -> any Optimizer,
    _ reference: (_ weight: inout [Double], _ gradient: [Double], _ moments: inout [[Double]], _ step: Int, Bool) ->
      Void
  ) throws {
    let context = try ComputeContext(kernels: selection)
    let parameters = try network(context).parameters
    let initial = parameters.map { $0.value.array.map(Double.init) }
    let optimizer = make(
      OptimizerInput(
        parameters: parameters, momentum: 0.9, nesterov: nesterov, weightDecay: 0.01, context: context))
    for _ in 1...3 { optimizer.step(learningRate: 0.1) }
    for (parameter, start) in zip(parameters, initial) {
      var weight = start
      let gradient = parameter.gradient.array.map(Double.init)
      var moments = [weight.map { _ in 0.0 }, weight.map { _ in 0.0 }]
      for step in 1...3 { reference(&weight, gradient, &moments, step, parameter.isDecayed) }
      let error = zip(weight, parameter.value.array).map { abs($0 - Double($1)) }.max()!
      #expect(error < 2e-6, "\(parameter.name)")
    }
  }

  @Test(arguments: kernels, [false, true])
  func momentumIsPyTorchs(_ selection: KernelSelection, nesterov: Bool) throws {
    try check(
      selection, nesterov: nesterov, OptimizerKind.sgd.make,
      { weight, gradient, moments, _, isDecayed in
        for index in weight.indices {
          let slope = gradient[index] + (isDecayed ? 0.01 : 0) * weight[index]
          moments[0][index] = 0.9 * moments[0][index] + slope
          weight[index] -= 0.1 * (nesterov ? slope + 0.9 * moments[0][index] : moments[0][index])
        }
      })
  }

  @Test(arguments: kernels) func layerWiseRatesFollowTheNorms(_ selection: KernelSelection) throws {
    try check(
      selection,
      { StochasticGradientDescent($0, trust: 0.02) },
      { weight, gradient, moments, _, isDecayed in
        let norms = [weight, gradient].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let scale = isDecayed ? 0.02 * norms[0] / (norms[1] + 0.01 * norms[0]) : 1
        for index in weight.indices {
          moments[0][index] =
            0.9 * moments[0][index] + scale * (gradient[index] + (isDecayed ? 0.01 : 0) * weight[index])
          weight[index] -= 0.1 * moments[0][index]
        }
      })
  }

  @Test(arguments: kernels) func adamDecaysWeightsApartFromTheGradient(_ selection: KernelSelection) throws {
    try check(
      selection, OptimizerKind.adamw.make,
      { weight, gradient, moments, step, isDecayed in
        var (first, second) = (1.0, 1.0)
        for _ in 0..<step { (first, second) = (first * 0.9, second * 0.999) }
        for index in weight.indices {
          moments[0][index] = 0.9 * moments[0][index] + 0.1 * gradient[index]
          moments[1][index] = 0.999 * moments[1][index] + 0.001 * gradient[index] * gradient[index]
          let step = moments[0][index] / (1 - first) / ((moments[1][index] / (1 - second)).squareRoot() + 1e-8)
          weight[index] = (1 - (isDecayed ? 0.1 * 0.01 : 0)) * weight[index] - 0.1 * step
        }
      })
  }

  @Test(arguments: OptimizerKind.allCases) func aFactorIsALearningRateOfItsOwn(_ kind: OptimizerKind) throws {
    let context = try ComputeContext()
    func values(rate: Float, factor: Float) throws -> [[UInt32]] {
      let parameters = try network(context).parameters
      var input = OptimizerInput(parameters: parameters, momentum: 0.9, weightDecay: 0.01, context: context)
      input.rateFactors[2] = factor
      let optimizer = kind.make(input)
      for _ in 1...3 { optimizer.step(learningRate: rate) }
      return parameters.map { $0.value.array.map(\.bitPattern) }
    }
    let (full, half, mixed) = try (
      values(rate: 0.5, factor: 1), values(rate: 0.25, factor: 1), values(rate: 0.5, factor: 0.5)
    )
    #expect(mixed[2] == half[2] && mixed[2] != full[2])
    #expect(mixed[0] == full[0] && mixed[1] == full[1] && mixed[3] == full[3])
  }

  @Test func learningRateGrowsWithTheBatchOnlyWhenAsked() {
    var recipe = Recipe()
    (recipe.batchSize, recipe.learningRate) = (1024, 0.1)
    #expect(recipe.scaledLearningRate == 0.1)
    recipe.baseBatchSize = 256
    #expect(recipe.scaledLearningRate == 0.4)
  }
}
