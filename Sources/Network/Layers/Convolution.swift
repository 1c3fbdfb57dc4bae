import Kernels
import Tensors

/// A convolution, or a linear layer as a convolution of 1x1 images.
final class Convolution: Layer {
  let name: String
  let weight: Parameter
  let bias: Parameter?
  let geometry: ConvolutionGeometry
  /// Place among the network's convolutions and linear layers, from 0 in the order of the description.
  let index: Int
  /// nil: both backward products are dense.
  let pruning: Pruning?

  /// False for the network's first layer, and where nothing before is trained.
  private(set) var needsInputGradient: Bool
  private var hasBackward = true

  let resources: NetworkResources
  private var plans = PlansBySize<any ConvolutionProducts>()
  private var products: (any ConvolutionProducts)!
  private var output = ActivationBuffer()
  private var input: Tensor!

  init(
    name: String, weight: Parameter, bias: Parameter?, geometry: ConvolutionGeometry, index: Int, pruning: Pruning?,
    resources: NetworkResources
  ) {
    self.name = name
    self.weight = weight
    self.bias = bias
    self.geometry = geometry
    self.index = index
    self.pruning = pruning
    needsInputGradient = index > 0
    self.resources = resources
  }

  func plan(_ inputShape: TensorShape, mode: Mode) throws -> TensorShape {
    let shape = try geometry.shape(for: inputShape, layer: name, model: resources.modelName)
    products = try plans.plan(for: inputShape) {
      try resources.context.makeConvolution(shape, hasBias: bias != nil, pruning: pruning)
    }
    if mode == .training, hasBackward { try products.planBackward(needsInputGradient: needsInputGradient) }
    return shape.outputShape
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor {
    self.input = input
    let output = self.output.tensor(products.shape.outputShape)
    products.forward(input: input, weights: weight.value, bias: bias?.value, output: output)
    return output
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) throws -> Tensor? {
    if let bias {
      resources.context.sumOverPixels(outputGradient: outputGradient, into: bias.gradient)
      ready(bias)
    }
    let inputGradient = needsInputGradient ? resources.gradients.take(input.shape) : nil
    do {
      try products.backward(
        outputGradient: outputGradient, input: input, weights: weight.value, inputGradient: inputGradient,
        weightGradient: weight.gradient,
        key: key.prunes ? PruningKey(seed: key.seed, step: key.step, layer: index, rank: key.rank) : nil)
    } catch var error as NonFiniteGradientError {
      error.layer = name
      throw error
    }
    ready(weight)
    resources.gradients.give(outputGradient)
    return inputGradient
  }

  /// The layer as last planned.
  var description: ConvolutionDescription {
    ConvolutionDescription(
      name: name, shape: products.shape, isLinear: geometry.isLinear, isPruned: pruning != nil,
      needsInputGradient: needsInputGradient)
  }

  func linkBackward(needsInputGradient: Bool) -> Bool {
    self.needsInputGradient = needsInputGradient
    hasBackward = needsInputGradient || backwardOrder.contains { !$0.isFrozen }
    return hasBackward
  }

  var backwardOrder: [Parameter] { (bias.map { [$0] } ?? []) + [weight] }

  func weightsChanged() {
    for plan in plans.all { plan.weightsChanged() }
  }
}
