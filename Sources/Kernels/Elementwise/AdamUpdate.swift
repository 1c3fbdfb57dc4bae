import RegisterTiles
import Tensors

/// Adam with decoupled weight decay in one pass (Loshchilov and Hutter, ICLR 2019, algorithm 2).
public struct AdamUpdate {
  /// Decay of the first moment, the mean of the gradients.
  public var firstDecay: Float
  /// Decay of the second moment, the mean of their squares.
  public var secondDecay: Float
  /// Added to the root of the second moment.
  public var epsilon: Float
  private let context: ComputeContext

  public init(firstDecay: Float, secondDecay: Float = 0.999, epsilon: Float = 1e-8, context: ComputeContext) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.context = context
  }

  /// Changes `value` and both moments in place; all tensors have as many elements.
  /// - Parameter step: counted from 1, for the moments' bias corrections.
  public func apply(
    value: Tensor, gradient: Tensor, firstMoment: Tensor, secondMoment: Tensor, step: Int, learningRate: Float,
    weightDecay: Float
  ) {
    precondition(
      value.count == gradient.count && value.count == firstMoment.count && value.count == secondMoment.count,
      "An update needs tensors of one size.")
    let factors = AdamFactors(
      firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon, shrink: 1 - learningRate * weightDecay,
      rate: learningRate / (1 - power(firstDecay, step)),
      correction: 1 / (1 - power(secondDecay, step)).squareRoot())
    let update = context.tiles.adam
    context.forEachPart(of: value.count) { range in
      let offset = range.lowerBound
      update(
        value.pointer + offset, gradient.pointer + offset, firstMoment.pointer + offset, secondMoment.pointer + offset,
        range.count, factors)
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    var result = 1.0
    var (factor, rest) = (Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return Float(result)
  }
}
