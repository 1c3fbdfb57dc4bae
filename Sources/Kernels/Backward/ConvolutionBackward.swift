import Tensors

/// Both backward products of a convolution or linear layer: the one place that chooses dense or pruned.
///
/// | pruning                  | input gradient of     | weight gradient of    |
/// | ---                      | ---                   | ---                   |
/// | nil                      | the output gradient   | the output gradient   |
/// | `weightGradient: dense`  | the pruned gradient   | the output gradient   |
/// | `weightGradient: pruned` | the pruned gradient   | the pruned gradient   |
public final class ConvolutionBackward {
  public let shape: ConvolutionShape
  public let pruning: Pruning?
  private let dense: DenseConvolution
  private let context: ComputeContext
  private let pruner: Pruner?
  /// Nil where the dense product is taken: without pruning, or where it is the faster one for this shape.
  private let sparseInputGradient: SparseInputGradient?
  private let sparseWeightGradient: SparseWeightGradient?
  private var unpacked: Tensor?

  /// Plans for one shape. `dense` is the layer's own and multiplies whatever is not done sparsely; a network's first
  /// layer needs no input gradient. Throws `ComputeError.oneDNN`.
  public init(
    shape: ConvolutionShape, pruning: Pruning?, needsInputGradient: Bool = true, dense: DenseConvolution,
    context: ComputeContext
  ) throws {
    self.shape = shape
    self.pruning = pruning
    self.dense = dense
    self.context = context
    pruner = pruning.map { Pruner(shape: shape.outputShape, pruning: $0, context: context) }
    if pruning != nil { context.reserveScratch(shape.outputShape.count) }
    sparseInputGradient = pruning.flatMap { pruning in
      SparseInputGradient.pays(for: shape, pruning: pruning)
        ? SparseInputGradient(shape: shape, pruning: pruning, context: context) : nil
    }
    sparseWeightGradient = pruning.flatMap { pruning in
      pruning.weightGradient == .pruned && SparseWeightGradient.pays(for: shape, pruning: pruning)
        ? SparseWeightGradient(shape: shape, pruning: pruning, context: context) : nil
    }
    try dense.planBackward(
      inputGradient: needsInputGradient && sparseInputGradient == nil, weightGradient: sparseWeightGradient == nil)
  }

  /// Overwrites `inputGradient` (nil for a network's first layer) and `weightGradient`.
  ///
  /// Throws `NonFiniteGradientError` where the gradient to be pruned is not finite.
  public func run(
    outputGradient: Tensor, input: Tensor, weights: Tensor, inputGradient: Tensor?, weightGradient: Tensor,
    key: PruningKey
  ) throws {
    let prunesWeightGradient = pruning?.weightGradient == .pruned
    let packed =
      inputGradient != nil || prunesWeightGradient ? try pruner?.prune(outputGradient, key: key) : nil
    // Unpacked once, where a dense product takes the pruned gradient.
    var pruned: Tensor?
    if let inputGradient {
      if let packed, let sparseInputGradient {
        sparseInputGradient.run(packed, weights: weights, inputGradient: inputGradient)
      } else {
        pruned = packed.map(unpack)
        dense.inputGradient(
          outputGradient: pruned ?? outputGradient, weights: weights, inputGradient: inputGradient)
      }
    }
    if let packed, let sparseWeightGradient {
      sparseWeightGradient.run(packed, input: input, weightGradient: weightGradient)
    } else {
      if prunesWeightGradient { pruned = pruned ?? packed.map(unpack) }
      dense.weightGradient(
        input: input, outputGradient: prunesWeightGradient ? pruned ?? outputGradient : outputGradient,
        weightGradient: weightGradient)
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
    packed.unpack(into: tensor, context: context)
    return tensor
  }
}
