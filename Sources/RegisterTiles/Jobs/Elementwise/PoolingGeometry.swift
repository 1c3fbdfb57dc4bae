/// The extents of pooling one sample.
public struct PoolingGeometry: Sendable, Hashable {
  public let inputHeight: Int
  public let inputWidth: Int
  public let windowHeight: Int
  public let windowWidth: Int
  public let stride: Int
  public let padding: Int
  public let channels: Int

  public init(
    inputHeight: Int, inputWidth: Int, windowHeight: Int, windowWidth: Int, stride: Int, padding: Int, channels: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
    self.stride = stride
    self.padding = padding
    self.channels = channels
  }

  @inlinable public var outputHeight: Int { (inputHeight + 2 * padding - windowHeight) / stride + 1 }
  @inlinable public var outputWidth: Int { (inputWidth + 2 * padding - windowWidth) / stride + 1 }

  /// Calls `body` with each tap of the window of output pixel (`row`, `column`) that lies inside the image: the tap's
  /// number and the offset of its pixel.
  @inlinable @inline(__always)
  public func forEachTap(row: Int, column: Int, _ body: (_ tap: Int, _ offset: Int) -> Void) {
    let top = row * stride - padding
    let left = column * stride - padding
    for y in max(0, -top)..<min(windowHeight, inputHeight - top) {
      for x in max(0, -left)..<min(windowWidth, inputWidth - left) {
        body(y * windowWidth + x, ((top + y) * inputWidth + left + x) * channels)
      }
    }
  }
}

/// Which value of a window pooling takes.
public enum PoolingKind: Sendable {
  /// The largest; of equal ones the first.
  case maximum
  /// The mean over the window's elements; padding is not allowed.
  case average
}
