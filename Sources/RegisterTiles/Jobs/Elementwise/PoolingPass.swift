/// Pools one sample, channels last.
public struct PoolingPass {
  public let kind: PoolingKind
  public let geometry: PoolingGeometry
  /// inputHeight x inputWidth x channels.
  public let input: UnsafePointer<Float>
  /// outputHeight x outputWidth x channels; overwritten.
  public let output: UnsafeMutablePointer<Float>
  /// Like `output`: the number of the winning tap; written by `maximum`.
  public let winners: UnsafeMutablePointer<Float>

  public init(
    kind: PoolingKind, geometry: PoolingGeometry, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    winners: UnsafeMutablePointer<Float>
  ) {
    self.kind = kind
    self.geometry = geometry
    self.input = input
    self.output = output
    self.winners = winners
  }

  @inlinable public var channels: Int { geometry.channels }
}
