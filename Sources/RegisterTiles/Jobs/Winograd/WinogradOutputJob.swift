/// The output pixels of one patch from its products.
public struct WinogradOutputJob {
  /// The patch's products of each position, `positionStride` floats apart.
  public var sums: UnsafePointer<Float>
  public var positionStride: Int
  public var channels: Int
  /// A value for each channel, or nil.
  public var bias: UnsafePointer<Float>?
  /// Overwritten: the first pixel, and floats from a row to the next; pixels lie `channels` floats apart.
  public var output: UnsafeMutablePointer<Float>
  public var rowStride: Int
  /// Rows and columns of the patch's 4x4 pixels that the image has.
  public var rows: Int
  public var columns: Int

  @inlinable
  public init(
    sums: UnsafePointer<Float>, positionStride: Int, channels: Int, bias: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>, rowStride: Int, rows: Int, columns: Int
  ) {
    self.sums = sums
    self.positionStride = positionStride
    self.channels = channels
    self.bias = bias
    self.output = output
    self.rowStride = rowStride
    self.rows = rows
    self.columns = columns
  }
}
