import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif

/// Gradient descent with momentum in one pass over value, gradient and momentum.
public struct MomentumUpdate {
  private let nesterov: Bool
  private let context: ComputeContext

  public init(nesterov: Bool, context: ComputeContext) {
    self.nesterov = nesterov
    self.context = context
  }

  /// g = gradient + weightDecay * value; momentum = momentumFactor * momentum + g; value -= learningRate * momentum,
  /// or learningRate * (g + momentumFactor * momentum) with Nesterov's variant.
  ///
  /// `value` and `momentum` are changed in place; all three tensors have as many elements.
  public func apply(
    value: Tensor, gradient: Tensor, momentum: Tensor, learningRate: Float, momentumFactor: Float, weightDecay: Float
  ) {
    precondition(
      value.count == gradient.count && value.count == momentum.count, "An update needs tensors of one size.")
    // Elements are independent, so that the split changes no bits; small tensors are not worth a second thread.
    let parts = value.count < 1 << 16 ? 1 : context.threads
    context.parallel(parts) { part in
      let range = Self.range(of: part, parts: parts, count: value.count)
      update(
        value.pointer + range.lowerBound, gradient.pointer + range.lowerBound, momentum.pointer + range.lowerBound,
        range.count, learningRate, momentumFactor, weightDecay)
    }
  }

  private func update(
    _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
    _ count: Int, _ rate: Float, _ factor: Float, _ decay: Float
  ) {
    switch context.kernels {
    #if arch(x86_64)
      case .avx512:
        momentumAVX512(
          value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
          decay: decay, nesterov: nesterov)
      case .avx2:
        momentumAVX2(
          value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
          decay: decay, nesterov: nesterov)
    #endif
    case .reference: reference(value, gradient, momentum, count, rate, factor, decay)
    default:
      momentumPortable(
        value: value, gradient: gradient, momentum: momentum, count: count, rate: rate, factor: factor,
        decay: decay, nesterov: nesterov)
    }
  }

  /// The scalar definition.
  private func reference(
    _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
    _ count: Int, _ rate: Float, _ factor: Float, _ decay: Float
  ) {
    for index in 0..<count {
      let slope = gradient[index] + decay * value[index]
      momentum[index] = factor * momentum[index] + slope
      value[index] -= rate * (nesterov ? slope + factor * momentum[index] : momentum[index])
    }
  }

  /// A part's share of `count` elements, in whole cache lines.
  private static func range(of part: Int, parts: Int, count: Int) -> Range<Int> {
    let lines = (count + 15) / 16
    return min(count, lines * part / parts * 16)..<min(count, lines * (part + 1) / parts * 16)
  }
}
