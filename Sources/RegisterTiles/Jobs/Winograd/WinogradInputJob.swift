/// One patch of input pixels, transformed.
public struct WinogradInputJob {
  /// The addresses of the patch's 6x6 pixels, row by row; each may be read up to the next whole vector of channels.
  public var pixels: UnsafePointer<UnsafePointer<Float>>
  public var channels: Int
  /// Overwritten, up to the next whole vector; positions lie `positionStride` floats apart.
  public var transformed: UnsafeMutablePointer<Float>
  public var positionStride: Int

  @inlinable
  public init(
    pixels: UnsafePointer<UnsafePointer<Float>>, channels: Int, transformed: UnsafeMutablePointer<Float>,
    positionStride: Int
  ) {
    self.pixels = pixels
    self.channels = channels
    self.transformed = transformed
    self.positionStride = positionStride
  }
}
