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
  private var unpacked: Tensor?

  /// Plans for one shape. `dense` is the layer's own and multiplies whatever is not done sparsely.
  public init(
    shape: ConvolutionShape, pruning: Pruning?, dense: DenseConvolution, context: ComputeContext
  ) throws {
    self.shape = shape
    self.pruning = pruning
    self.dense = dense
    self.context = context
    pruner = pruning.map { Pruner(shape: shape.outputShape, pruning: $0, context: context) }
    if pruning != nil { context.reserveScratch(shape.outputShape.count) }
  }

  /// Overwrites `inputGradient` (nil for a network's first layer) and `weightGradient`.
  ///
  /// Throws `NonFiniteGradientError` where the gradient to be pruned is not finite.
  public func run(
    outputGradient: Tensor, input: Tensor, weights: Tensor, inputGradient: Tensor?, weightGradient: Tensor,
    key: PruningKey
  ) throws {
    var pruned: Tensor?
    if let pruner, inputGradient != nil || pruner.pruning.weightGradient == .pruned {
      pruned = unpack(try pruner.prune(outputGradient, key: key))
    }
    if let inputGradient {
      dense.inputGradient(
        outputGradient: pruned ?? outputGradient, weights: weights, inputGradient: inputGradient)
    }
    let source = pruning?.weightGradient == .pruned ? pruned ?? outputGradient : outputGradient
    dense.weightGradient(input: input, outputGradient: source, weightGradient: weightGradient)
  }

  /// Says that the weights have other values now.
  public func weightsChanged() { dense.weightsChanged() }

  private func unpack(_ packed: PackedGradient) -> Tensor {
    // Made at the first use, when the largest layer's need is known.
    let tensor = unpacked ?? context.scratchTensor(shape.outputShape)
    unpacked = tensor
    packed.unpack(into: tensor, context: context)
    return tensor
  }
}
