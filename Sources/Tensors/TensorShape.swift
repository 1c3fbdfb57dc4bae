/// The extent of a batch of images or activations, channels last: element (n, y, x, c) lies at
/// `((n * height + y) * width + x) * channels + c`.
public struct TensorShape: Hashable, Sendable, CustomStringConvertible {
  public var batch: Int
  public var height: Int
  public var width: Int
  public var channels: Int

  public init(batch: Int, height: Int = 1, width: Int = 1, channels: Int) {
    precondition(batch >= 0 && height > 0 && width > 0 && channels > 0, "A tensor's extents are positive.")
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Pixels of one sample.
  public var pixels: Int { height * width }

  /// Elements of one sample.
  public var sampleCount: Int { pixels * channels }

  /// Elements of the whole batch.
  public var count: Int { batch * sampleCount }

  /// The same shape with another number of samples.
  public func with(batch: Int) -> TensorShape {
    TensorShape(batch: batch, height: height, width: width, channels: channels)
  }

  public var description: String { "\(batch)x\(height)x\(width)x\(channels)" }
}
