/// Adds the gradient of pooling one sample to `inputGradient`, which starts as zeros.
public struct PoolingGradientPass {
  public let kind: PoolingKind
  public let geometry: PoolingGeometry
  /// outputHeight x outputWidth x channels.
  public let outputGradient: UnsafePointer<Float>
  /// The winning taps that forward found; read by `maximum`.
  public let winners: UnsafePointer<Float>
  /// inputHeight x inputWidth x channels; added to.
  public let inputGradient: UnsafeMutablePointer<Float>

  public init(
    kind: PoolingKind, geometry: PoolingGeometry, outputGradient: UnsafePointer<Float>,
    winners: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
  ) {
    self.kind = kind
    self.geometry = geometry
    self.outputGradient = outputGradient
    self.winners = winners
    self.inputGradient = inputGradient
  }

  @inlinable public var channels: Int { geometry.channels }
}
