import Tensors

/// The weight gradient of a convolution or linear layer straight from the packed output gradient.
///
/// Work is kept / channels of the dense product's. Two ways: `OuterProductWeightGradient` where samples share a pattern,
/// `TransposedWeightGradient` where each has its own. Sums are made in the same order at every number of threads.
public final class SparseWeightGradient {
  public let shape: ConvolutionShape
  public let pruning: Pruning
  private let product: Product

  private enum Product {
    case reference
    case outerProduct(OuterProductWeightGradient)
    case transposed(TransposedWeightGradient)
  }

  public init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    if context.kernels == .reference {
      product = .reference
    } else if pruning.share == 1 {
      product = .transposed(TransposedWeightGradient(shape: shape, context: context))
    } else {
      product = .outerProduct(OuterProductWeightGradient(shape: shape, pruning: pruning, context: context))
    }
  }

  /// Whether this product is faster than the dense one of the pruned gradient: a rule over shape and instruction set,
  /// not a measurement, so that runs can be repeated.
  public static func pays(for shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) -> Bool {
    // Runs that are searched for at each pixel take more time than they save.
    guard
      pruning.share > 1
        ? PackedRuns(shape: shape, pruning: pruning).fixed != nil : TransposedWeightGradient.reaches(shape)
    else { return false }
    let tiles = context.weightGradientTiles(for: pruning)
    let vectors = Double(shape.taps * shape.inputChannelsPerGroup) / 16
    return pruning.density(of: shape) * (tiles.weightGradientCost + tiles.transpositionCost / vectors)
      < DenseCost(for: shape, precision: context.precision).weightGradient
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with `input` * `packed`.
  public func run(_ packed: PackedGradient, input: Tensor, weightGradient: Tensor) {
    precondition(
      packed.shape == shape.outputShape && packed.pruning == pruning && input.count == shape.inputShape.count
        && weightGradient.count == shape.weightCount, "Shapes agree.")
    switch product {
    case .reference: ReferenceSparse(shape: shape, packed: packed).weightGradient(input: input, into: weightGradient)
    case .outerProduct(let product): product.run(packed, input: input, weightGradient: weightGradient)
    case .transposed(let product): product.run(packed, input: input, weightGradient: weightGradient)
    }
  }
}
