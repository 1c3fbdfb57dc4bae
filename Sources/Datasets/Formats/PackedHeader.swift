import Files

/// The header of a packed file, and the file's layout. Numbers are little-endian, checksums XXH3 128 with
/// the highest byte first.
///
/// ```
///      0  8 bytes  "SDGPIMGS"
///      8  uint32   version, 3
///     12  uint32   height of every image
///     16  uint32   width
///     20  uint32   channels, 1 or 3
///     24  uint32   classes
///     28  uint32   0
///     32  uint64   images
///     40  uint64   position of the index
///     48  uint64   position of the class names
///     56  uint64   bytes of the file
///     64  float32  mean of each channel, of pixels from 0 to 1; room for four
///     80  float32  standard deviation of each channel; room for four
///     96  16 bytes checksum of index and class names
///    112  16 bytes identity of the set: checksum of the checksums at 96 of its training and its test file
///    128           zeros
///   4080  16 bytes checksum of bytes 0 to 4079
///   4096           the images: rows from the top, channels last, a byte a value
///  index           for each image: 16 bytes checksum of its bytes, uint32 class, uint32 0
///  names           for each class: its name in UTF-8, then a zero byte
/// ```
struct PackedHeader: Equatable {
  static let magic = Array("SDGPIMGS".utf8)
  static let version = 3
  static let pixelStart = 4096
  static let indexEntryBytes = 24
  static let indexChecksumPosition = 96
  static let identityPosition = 112
  static let checksumPosition = 4080
  private static let sides = 1...16384
  private static let classCounts = 1...1 << 20
  private static let mostNameBytes = 1 << 26

  var height: Int
  var width: Int
  var channels: Int
  var classes: Int
  var count: Int
  var mean: [Float]
  var standardDeviation: [Float]
  var namesBytes: Int
  var indexChecksum: Checksum
  /// The same in both files of a set, and in no other's.
  var identity: Checksum

  var pixelCount: Int { height * width * channels }
  var indexStart: Int { Self.pixelStart + count * pixelCount }
  var namesStart: Int { indexStart + count * Self.indexEntryBytes }
  var fileBytes: Int { namesStart + namesBytes }

  /// The header's first `pixelStart` bytes.
  var bytes: [UInt8] {
    var bytes = Self.magic
    for value in [Self.version, height, width, channels, classes, 0] { bytes.appendLittleEndian(UInt32(value)) }
    for value in [count, indexStart, namesStart, fileBytes] { bytes.appendLittleEndian(UInt64(value)) }
    for values in [mean, standardDeviation] {
      for channel in 0..<4 { bytes.appendLittleEndian(channel < channels ? values[channel].bitPattern : 0) }
    }
    bytes += indexChecksum.bytes + identity.bytes
    bytes += [UInt8](repeating: 0, count: Self.checksumPosition - bytes.count)
    return bytes + bytes.withUnsafeBytes { Checksum(of: $0) }.bytes
  }

  /// The identity of a set by the checksums of its files' indices.
  static func identity(training: Checksum, test: Checksum) -> Checksum {
    (training.bytes + test.bytes).withUnsafeBytes { Checksum(of: $0) }
  }
}

extension PackedHeader {
  /// Reads and checks the header of `file`: afterwards every position that it gives lies inside the file.
  init(of file: FileContents) throws {
    let bytes = try Self.checkedBytes(of: file)
    func number(_ position: Int) -> Int { Int(bytes.littleEndian(UInt32.self, at: position)) }
    func floats(_ position: Int, _ count: Int) -> [Float] {
      (0..<count).map { Float(bitPattern: bytes.littleEndian(UInt32.self, at: position + 4 * $0)) }
    }
    func checksum(_ position: Int) -> Checksum {
      bytes.withUnsafeBytes { Checksum(canonicalAt: $0.baseAddress! + position) }
    }
    (height, width, channels, classes) = (number(12), number(16), number(20), number(24))
    for (side, position) in [(height, 12), (width, 16)] where !Self.sides.contains(side) {
      throw Self.error(file, at: position, "sides of 1 to \(Self.sides.upperBound)", side)
    }
    guard channels == 1 || channels == 3 else { throw Self.error(file, at: 20, "1 or 3 channels", channels) }
    guard Self.classCounts.contains(classes) else {
      throw Self.error(file, at: 24, "1 to \(Self.classCounts.upperBound) classes", classes)
    }
    // An image takes at least one byte.
    let images = bytes.littleEndian(UInt64.self, at: 32)
    guard images > 0 && images < file.count else {
      throw Self.error(file, at: 32, "1 to \(file.count) images", images)
    }
    count = Int(images)
    mean = floats(64, channels)
    standardDeviation = floats(80, channels)
    indexChecksum = checksum(Self.indexChecksumPosition)
    identity = checksum(Self.identityPosition)
    namesBytes = 0
    guard mean.allSatisfy(\.isFinite) else { throw Self.error(file, at: 64, "finite means", mean) }
    guard standardDeviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw Self.error(file, at: 80, "deviations above 0", standardDeviation)
    }
    try checkPositions(bytes, in: file)
  }

  /// The header's bytes; its magic number, version and checksum are right.
  private static func checkedBytes(of file: FileContents) throws -> [UInt8] {
    guard file.count >= pixelStart else {
      throw file.error(
        at: file.count, "ends inside the header, expected at least \(pixelStart) bytes", hint: Self.hint)
    }
    let bytes = try file.bytes(0..<pixelStart)
    guard bytes.starts(with: magic) else {
      throw file.error(at: 0, "is no packed file, expected it to start with SDGPIMGS", hint: Self.hint)
    }
    let found = bytes.littleEndian(UInt32.self, at: 8)
    guard found == version else {
      throw file.error(
        at: 8, "the header says version \(found), expected version \(version)",
        hint: "pack the images again by `sdgp-dist data pack`")
    }
    let isWhole = bytes.withUnsafeBytes { bytes in
      Checksum(of: UnsafeRawBufferPointer(rebasing: bytes[..<checksumPosition]))
        == Checksum(canonicalAt: bytes.baseAddress! + checksumPosition)
    }
    guard isWhole else {
      throw file.error(at: checksumPosition, "the header does not agree with its checksum", hint: Self.hint)
    }
    return bytes
  }

  private mutating func checkPositions(_ bytes: [UInt8], in file: FileContents) throws {
    // By division, so that no product leaves the range of numbers.
    guard count <= (file.count - Self.pixelStart - classes) / (pixelCount + Self.indexEntryBytes) else {
      throw file.error(
        at: file.count, "ends too early: \(file.count) bytes for \(count) images of \(height)x\(width)x\(channels)",
        hint: Self.hint)
    }
    namesBytes = file.count - namesStart
    for (value, position) in [(indexStart, 40), (namesStart, 48), (fileBytes, 56)] {
      let found = bytes.littleEndian(UInt64.self, at: position)
      guard found == value else { throw Self.error(file, at: position, "\(value)", found) }
    }
    guard namesBytes <= Self.mostNameBytes else {
      throw file.error(
        at: namesStart, "\(namesBytes) bytes of class names, expected at most \(Self.mostNameBytes)", hint: Self.hint)
    }
  }

  static let hint = "copy the file again or make it again by `sdgp-dist data pack`"

  private static func error(
    _ file: FileContents, at position: Int, _ expected: String, _ found: some Any
  ) -> DataError {
    file.error(at: position, "the header says \(found), expected \(expected)", hint: hint)
  }
}
