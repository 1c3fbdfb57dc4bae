/// Adds the gradient of pooling one sample to `inputGradient`, which starts as zeros.
public struct PoolingGradientPass: ChannelPass {
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

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    switch kind {
    case .maximum:
      // Tap numbers are whole, so a squared distance below 1/4 means equal.
      pixels(block, from: column, lanes: lanes) { gradient, tap, at in
        let distance = V.load(winners + at, lanes: lanes) - V(repeating: Float(tap))
        return V().replacing(with: gradient, whereGreater: V(repeating: 0.25), than: distance * distance)
      }
    case .average:
      let share = 1 / Float(geometry.windowHeight * geometry.windowWidth)
      pixels(block, from: column, lanes: lanes) { gradient, _, _ in gradient * share }
    }
  }

  /// Walks the output pixels and their taps; `part` gets the gradient, the tap and the gradient's offset.
  @inlinable @inline(__always)
  func pixels<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int, part: (V, Int, Int) -> V
  ) {
    let width = V.scalarCount
    var at = column
    for row in 0..<geometry.outputHeight {
      for pixel in 0..<geometry.outputWidth {
        geometry.forEachTap(row: row, column: pixel) { tap, offset in
          for j in 0..<count {
            let gradient = V.load(outputGradient + at + j * width, lanes: lanes)
            let target = inputGradient + offset + column + j * width
            (V.load(target, lanes: lanes) + part(gradient, tap, at + j * width)).store(to: target, lanes: lanes)
          }
        }
        at += channels
      }
    }
  }
}
