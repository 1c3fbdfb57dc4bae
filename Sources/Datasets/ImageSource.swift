/// Labelled images of one size that can be read in any order and from any thread.
public protocol ImageSource: Sendable {
  /// Number of images, at least one.
  var count: Int { get }
  var height: Int { get }
  var width: Int { get }
  /// 1 (grey) or 3 (red, green, blue).
  var channels: Int { get }

  /// The class of image `index`, from 0.
  func label(_ index: Int) -> Int

  /// Overwrites `height * width * channels` bytes at `pixels` with image `index`, row after row, channels last.
  ///
  /// Throws a `DataError` where the stored image turns out to be damaged.
  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws
}

extension ImageSource {
  /// Bytes of one image.
  public var pixelCount: Int { height * width * channels }

  /// Image `index` as an array; for tests and tools, since it allocates.
  public func pixels(_ index: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: pixelCount) { buffer, count in
      try copyPixels(index, into: buffer.baseAddress!)
      count = pixelCount
    }
  }

  /// How many images each of `classes` classes has.
  public func imagesPerClass(_ classes: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for index in 0..<count { counts[label(index)] += 1 }
    return counts
  }
}
