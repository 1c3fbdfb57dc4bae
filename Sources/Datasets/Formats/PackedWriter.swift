import Files

/// Writes a packed file, image after image.
final class PackedWriter {
  private let file: WholeFile
  private let height: Int
  private let width: Int
  private let classNames: [String]
  private var index: [UInt8] = []
  private var statistics: ChannelStatistics
  private(set) var count = 0

  /// Starts the file `path`, which appears with `commit()`.
  init(path: String, height: Int, width: Int, channels: Int, classNames: [String]) throws {
    file = try WholeFile(path)
    self.height = height
    self.width = width
    self.classNames = classNames
    statistics = ChannelStatistics(channels: channels)
    try file.append([UInt8](repeating: 0, count: PackedHeader.pixelStart))
  }

  func append(_ image: PackedImage, label: Int) throws {
    precondition(image.pixels.count == height * width * statistics.channels, "All images have one size.")
    try file.append(image.pixels)
    index += image.checksum.bytes
    index.appendLittleEndian(UInt32(label))
    index.appendLittleEndian(UInt32(0))
    statistics.add(image.statistics)
    count += 1
  }

  /// Completes the file, which has an image or more, and gives it its name.
  func commit() throws {
    for name in classNames { index += Array(name.utf8) + [0] }
    let header = PackedHeader(
      height: height, width: width, channels: statistics.channels, classes: classNames.count, count: count,
      mean: statistics.mean, standardDeviation: statistics.standardDeviation,
      namesBytes: classNames.reduce(0) { $0 + $1.utf8.count + 1 },
      indexChecksum: index.withUnsafeBytes { Checksum(of: $0) })
    try file.append(index)
    try file.overwrite(header.bytes, at: 0)
    try file.commit()
  }
}

/// An image with what a packed file wants to know of it, which the threads work out.
struct PackedImage: Sendable {
  let pixels: [UInt8]
  let checksum: Checksum
  let statistics: ChannelStatistics

  init(pixels: [UInt8], channels: Int) {
    self.pixels = pixels
    checksum = pixels.withUnsafeBytes { Checksum(of: $0) }
    var statistics = ChannelStatistics(channels: channels)
    statistics.add(pixels)
    self.statistics = statistics
  }
}
