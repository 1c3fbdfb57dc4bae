import Tensors

/// The weight gradient of a convolution or linear layer straight from the packed output gradient.
///
/// Work is kept / channels of the dense product's. Two ways: `OuterProductWeightGradient` where samples share a pattern,
/// `TransposedWeightGradient` where each has its own. Sums are made in the same order at every number of threads.
public final class SparseWeightGradient {
  public let shape: ConvolutionShape
  public let pruning: Pruning
  private let context: ComputeContext
  private let product: Product

  private enum Product {
    case outerProduct(OuterProductWeightGradient)
    case transposed(TransposedWeightGradient)
  }

  public init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    if pruning.share == 1 {
      product = .transposed(TransposedWeightGradient(shape: shape, context: context))
    } else {
      product = .outerProduct(OuterProductWeightGradient(shape: shape, pruning: pruning, context: context))
    }
  }

  /// Whether this product is faster than the dense one of the pruned gradient: a rule over the shape alone, so that runs
  /// can be repeated.
  public static func pays(for shape: ConvolutionShape, pruning: Pruning) -> Bool {
    // Time of a multiply-add relative to the dense kernel's, as measured on ResNets' layers, and of transposing an entry
    // relative to the dense multiply-add of a vector of 16.
    let vectors = Double(shape.taps * shape.inputChannelsPerGroup) / 16
    let cost = pruning.share == 1 ? 1.4 + 12 / vectors : pruning.share == 2 ? 1.3 : 1.1
    return pruning.density * cost < 1
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with `input` * `packed`.
  public func run(_ packed: PackedGradient, input: Tensor, weightGradient: Tensor) {
    precondition(
      packed.shape == shape.outputShape && packed.pruning == pruning && input.count == shape.inputShape.count
        && weightGradient.count == shape.weightCount, "Shapes agree.")
    guard context.kernels != .reference else {
      return ReferenceSparse(shape: shape, packed: packed).weightGradient(input: input, into: weightGradient)
    }
    switch product {
    case .outerProduct(let product): product.run(packed, input: input, weightGradient: weightGradient)
    case .transposed(let product): product.run(packed, input: input, weightGradient: weightGradient)
    }
  }
}
