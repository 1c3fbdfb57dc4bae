import Tensors

/// The input gradient of a convolution or linear layer straight from the packed output gradient.
///
/// Work is kept / channels of the dense product's.
public final class SparseInputGradient {
  public let shape: ConvolutionShape
  public let pruning: Pruning
  private let product: Product

  private enum Product {
    case reference
    case gather(GatherInputGradient)
  }

  public init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    if context.kernels == .reference {
      product = .reference
    } else {
      product = .gather(GatherInputGradient(shape: shape, pruning: pruning, context: context))
    }
  }

  /// Whether this product is faster than the dense one of the pruned gradient: a rule, not a measurement, so that runs
  /// can be repeated.
  public static func pays(for shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) -> Bool {
    PackedRuns(shape: shape, pruning: pruning).fixed != nil
      && pruning.density(of: shape) * context.inputGradientTiles(for: shape, pruning: pruning).inputGradientCost
        < DenseCost(for: shape, precision: context.precision).inputGradient
  }

  /// Says that the weights have other values now.
  public func weightsChanged() {
    switch product {
    case .reference: break
    case .gather(let gather): gather.weightsChanged()
    }
  }

  /// Overwrites `inputGradient` (the shape's input) with the transposed `weights` * `packed`.
  public func run(_ packed: PackedGradient, weights: Tensor, inputGradient: Tensor) {
    precondition(
      packed.shape == shape.outputShape && packed.pruning == pruning && weights.count == shape.weightCount
        && inputGradient.count == shape.inputShape.count, "Shapes agree.")
    switch product {
    case .reference:
      ReferenceSparse(shape: shape, packed: packed).inputGradient(weights: weights, into: inputGradient)
    case .gather(let gather): gather.run(packed, weights: weights, inputGradient: inputGradient)
    }
  }
}
