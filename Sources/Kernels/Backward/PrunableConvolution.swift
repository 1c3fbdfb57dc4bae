import Tensors

/// A convolution or linear layer whose backward products may be pruned: the one place that chooses dense or pruned, and
/// between the library and other dense products: minimal filtering forward, register tiles for the weight gradient.
///
/// | pruning                    | input gradient of     | weight gradient of                     |
/// | ---                        | ---                   | ---                                    |
/// | nil, or a step without key | the output gradient   | the output gradient                    |
/// | `weightGradient: dense`    | the pruned gradient   | the output gradient                    |
/// | `weightGradient: pruned`   | the pruned gradient   | the pruned gradient                    |
/// | `weightGradient: unbiased` | the pruned gradient   | an unbiased sample, pruned by itself   |
public final class PrunableConvolution: ConvolutionProducts {
  public let shape: ConvolutionShape
  public let pruning: Pruning?
  private let dense: DenseConvolution
  /// Nil where the library is the faster one for this shape.
  private let winogradForward: WinogradForward?
  /// The same; made when a dense weight gradient is planned.
  private var panelWeightGradient: PanelWeightGradient?
  private let context: ComputeContext
  private var pruner: Pruner?
  /// Nil where the weight gradient is made of the output gradient.
  private var weightPruner: Pruner?
  /// Nil where the dense product is taken: without pruning, or where it is the faster one for this shape.
  private var sparseInputGradient: SparseInputGradient?
  private var sparseWeightGradient: SparseWeightGradient?
  private var unpacked: Tensor?
  private var hasBackward = false

  /// Plans the forward product. Throws `ComputeError.oneDNN`.
  public init(shape: ConvolutionShape, hasBias: Bool, pruning: Pruning?, context: ComputeContext) throws {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    dense = try DenseConvolution(shape: shape, hasBias: hasBias, context: context)
    winogradForward = WinogradForward.ifItPays(for: shape, context: context)
    if winogradForward == nil { try dense.planForward() }
  }

  /// Plans the products that will run, sparse where that is the faster one. Throws `ComputeError.oneDNN`.
  public func planBackward(needsInputGradient: Bool) throws {
    guard !hasBackward else { return }
    if let pruning {
      pruner = Pruner(shape: shape.outputShape, pruning: pruning, context: context)
      context.reserveScratch(shape.outputShape.count)
      if needsInputGradient, SparseInputGradient.pays(for: shape, pruning: pruning, context: context) {
        sparseInputGradient = SparseInputGradient(shape: shape, pruning: pruning, context: context)
      }
      if let own = pruning.ofWeightGradient {
        weightPruner = own == pruning ? pruner : Pruner(shape: shape.outputShape, pruning: own, context: context)
        if SparseWeightGradient.pays(for: shape, pruning: own, context: context) {
          sparseWeightGradient = SparseWeightGradient(shape: shape, pruning: own, context: context)
        }
      }
    }
    try planDense(
      inputGradient: needsInputGradient && sparseInputGradient == nil, weightGradient: sparseWeightGradient == nil)
    hasBackward = true
  }

  /// Plans dense products, each once.
  private func planDense(inputGradient: Bool, weightGradient: Bool) throws {
    if weightGradient, panelWeightGradient == nil {
      panelWeightGradient = PanelWeightGradient.ifItPays(for: shape, context: context)
    }
    try dense.planBackward(
      inputGradient: inputGradient, weightGradient: weightGradient && panelWeightGradient == nil)
  }

  public func forward(input: Tensor, weights: Tensor, bias: Tensor?, output: Tensor) {
    if let winogradForward {
      winogradForward.run(input: input, weights: weights, bias: bias, output: output)
    } else {
      dense.forward(input: input, weights: weights, bias: bias, output: output)
    }
  }

  /// Overwrites `inputGradient` (nil for a network's first layer) and `weightGradient`.
  ///
  /// Throws `NonFiniteGradientError` where the gradient to be pruned is not finite.
  public func backward(
    outputGradient: Tensor, input: Tensor, weights: Tensor, inputGradient: Tensor?, weightGradient: Tensor,
    key: PruningKey?
  ) throws {
    guard let key, let pruner else {
      // The plans are there already where every step is dense.
      try planDense(inputGradient: inputGradient != nil, weightGradient: true)
      guard let inputGradient else { return denseWeightGradient(outputGradient, input, into: weightGradient) }
      return denseGradients(outputGradient, input, weights, into: inputGradient, weightGradient)
    }
    var packed: PackedGradient?
    var unpacked: Tensor?
    if let inputGradient {
      let kept = try pruner.prune(outputGradient, key: key)
      if let sparseInputGradient {
        context.timer.measure(.backwardPruned) {
          sparseInputGradient.run(kept, weights: weights, inputGradient: inputGradient)
        }
      } else {
        let zeroed = unpack(kept)
        if weightPruner === pruner, sparseWeightGradient == nil {
          return denseGradients(zeroed, input, weights, into: inputGradient, weightGradient)
        }
        denseInputGradient(zeroed, weights, into: inputGradient)
        unpacked = zeroed
      }
      packed = kept
    }
    guard let weightPruner else { return denseWeightGradient(outputGradient, input, into: weightGradient) }
    if packed == nil || weightPruner !== pruner {
      packed = try weightPruner.prune(outputGradient, key: key)
      unpacked = nil
    }
    if let packed, let sparseWeightGradient {
      context.timer.measure(.backwardPruned) {
        sparseWeightGradient.run(packed, input: input, weightGradient: weightGradient)
      }
    } else {
      denseWeightGradient(unpacked ?? packed.map(unpack) ?? outputGradient, input, into: weightGradient)
    }
  }

  private func denseGradients(
    _ outputGradient: Tensor, _ input: Tensor, _ weights: Tensor, into inputGradient: Tensor, _ weightGradient: Tensor
  ) {
    guard panelWeightGradient == nil else {
      denseInputGradient(outputGradient, weights, into: inputGradient)
      return denseWeightGradient(outputGradient, input, into: weightGradient)
    }
    context.timer.measure(.backwardDense) {
      dense.gradients(
        outputGradient: outputGradient, input: input, weights: weights, inputGradient: inputGradient,
        weightGradient: weightGradient)
    }
  }

  private func denseInputGradient(_ outputGradient: Tensor, _ weights: Tensor, into inputGradient: Tensor) {
    context.timer.measure(.backwardDense) {
      dense.inputGradient(outputGradient: outputGradient, weights: weights, inputGradient: inputGradient)
    }
  }

  private func denseWeightGradient(_ outputGradient: Tensor, _ input: Tensor, into weightGradient: Tensor) {
    context.timer.measure(.backwardDense) {
      if let panelWeightGradient {
        return panelWeightGradient.run(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
      }
      dense.weightGradient(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
    }
  }

  /// Says that the weights have other values now.
  public func weightsChanged() {
    dense.weightsChanged()
    sparseInputGradient?.weightsChanged()
  }

  private func unpack(_ packed: PackedGradient) -> Tensor {
    // Made at the first use, when the largest layer's need is known.
    let tensor = unpacked ?? context.scratchTensor(shape.outputShape)
    unpacked = tensor
    context.timer.measure(.prune) { packed.unpack(into: tensor, context: context) }
    return tensor
  }
}
