import Tensors
import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif

/// Gradient descent with momentum in one pass over value, gradient and momentum.
public struct MomentumUpdate {
  /// The numbers of one update.
  public struct Factors {
    public var learningRate: Float
    public var momentum: Float
    public var weightDecay: Float
    /// What the gradient, weight decay included, is multiplied with; 1 but for layer-wise rates.
    public var gradientScale: Float

    public init(learningRate: Float, momentum: Float, weightDecay: Float, gradientScale: Float = 1) {
      self.learningRate = learningRate
      self.momentum = momentum
      self.weightDecay = weightDecay
      self.gradientScale = gradientScale
    }
  }

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
    context.forEachPart(of: value.count) { range in
      update(
        value.pointer + range.lowerBound, gradient.pointer + range.lowerBound, momentum.pointer + range.lowerBound,
        range.count, factors)
    }
  }

  private func update(
    _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
    _ count: Int, _ factors: Factors
  ) {
    let (rate, factor) = (factors.learningRate, factors.momentum)
    let (decay, scale) = (factors.weightDecay, factors.gradientScale)
    switch context.kernels {
    #if arch(x86_64)
      case .avx512:
        momentumAVX512(
          value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
          decay: decay, scale: scale, nesterov: nesterov)
      case .avx2:
        momentumAVX2(
          value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
          decay: decay, scale: scale, nesterov: nesterov)
    #endif
    case .reference: reference(value, gradient, momentum, count, factors)
    default:
      momentumPortable(
        value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
        decay: decay, scale: scale, nesterov: nesterov)
    }
  }

  /// The scalar definition.
  private func reference(
    _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
    _ count: Int, _ factors: Factors
  ) {
    for index in 0..<count {
      let slope = factors.gradientScale * (gradient[index] + factors.weightDecay * value[index])
      momentum[index] = factors.momentum * momentum[index] + slope
      value[index] -= factors.learningRate * (nesterov ? slope + factors.momentum * momentum[index] : momentum[index])
    }
  }
}
