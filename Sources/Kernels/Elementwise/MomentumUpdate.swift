import RegisterTiles
import Tensors

/// Gradient descent with momentum in one pass over value, gradient and momentum.
public struct MomentumUpdate {
  public typealias Factors = MomentumFactors

  private let nesterov: Bool
  private let context: ComputeContext

  public init(nesterov: Bool, context: ComputeContext) {
    self.nesterov = nesterov
    self.context = context
  }

  /// g = gradientScale * (gradient + weightDecay * value); m = momentum factor * m + g; value -= learningRate * m, or
  /// learningRate * (g + momentum factor * m) with Nesterov's variant.
  ///
  /// `value` and `momentum` (m) are changed in place; all three tensors have as many elements.
  public func apply(value: Tensor, gradient: Tensor, momentum: Tensor, factors: Factors) {
    precondition(
      value.count == gradient.count && value.count == momentum.count, "An update needs tensors of one size.")
    let update = context.tiles.momentum
    context.forEachPart(of: value.count) { range in
      let offset = range.lowerBound
      update(
        value.pointer + offset, gradient.pointer + offset, momentum.pointer + offset, range.count, factors, nesterov)
    }
  }
}
