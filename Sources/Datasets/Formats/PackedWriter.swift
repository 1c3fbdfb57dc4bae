import Files

/// Writes a packed file, image after image. Both files of a set are committed together, since each knows the other's
/// checksum.
final class PackedWriter {
  private let file: WholeFile
  private let height: Int
  private let width: Int
  private let classNames: [String]
  private var index: [UInt8] = []
  private var statistics: ChannelStatistics
  private(set) var count = 0

  /// Starts the file `path`, which appears when it is committed.
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

  /// Completes the files of a set, each with an image or more, and gives them their names.
  static func commit(training: PackedWriter, test: PackedWriter) throws {
    let checksums = try [training, test].map { try $0.appendIndex() }
    let identity = PackedHeader.identity(training: checksums[0], test: checksums[1])
    for (writer, checksum) in zip([training, test], checksums) {
      try writer.commit(indexChecksum: checksum, identity: identity)
    }
  }

  private func appendIndex() throws -> Checksum {
    for name in classNames { index += Array(name.utf8) + [0] }
    try file.append(index)
    return index.withUnsafeBytes { Checksum(of: $0) }
  }

  private func commit(indexChecksum: Checksum, identity: Checksum) throws {
    let header = PackedHeader(
      height: height, width: width, channels: statistics.channels, classes: classNames.count, count: count,
      mean: statistics.mean, standardDeviation: statistics.standardDeviation,
      namesBytes: classNames.reduce(0) { $0 + $1.utf8.count + 1 }, indexChecksum: indexChecksum, identity: identity)
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
