import Files

extension Dataset {
  /// Writes the images as `folder`, which appears when it is whole: as CIFAR-10's files where they have that size,
  /// colours and number of classes, so that other programs read them, else as packed files. A data set that is there
  /// is replaced where `overwrites`, else refused. Throws a `WritingError`.
  public func write(to folder: String, overwrites: Bool = false) throws {
    let bytes = (training.count + test.count) * training.pixelCount
    let folder = try Self.newFolder(folder, holding: bytes, overwrites: overwrites)
    if (training.height, training.width, training.channels, classes) == (32, 32, 3, 10) {
      try writeCIFAR10(to: folder)
    } else {
      try PackedWriter.commit(
        training: packed(training, folder.path(of: PackedFolder.trainingFile)),
        test: packed(test, folder.path(of: PackedFolder.testFile)))
    }
    try folder.commit()
  }

  /// A folder for a data set in the making, which may replace another one of the formats that are written here.
  static func newFolder(_ path: String, holding bytes: Int, overwrites: Bool) throws -> WholeFolder {
    try WholeFolder(
      path, holding: bytes,
      replaceable: overwrites
        ? { PackedFolder.recognizes($0) || CIFAR10Folder.recognizes($0) || $0 == CIFAR10Folder.namesFile } : nil)
  }

  private func writeCIFAR10(to folder: WholeFolder) throws {
    let parts = CIFAR10Folder.trainingFiles.count
    precondition(training.count >= parts, "Each of CIFAR-10's files has an image.")
    for (part, name) in CIFAR10Folder.trainingFiles.enumerated() {
      let images = training.count * part / parts..<training.count * (part + 1) / parts
      try writeRecords(of: training, images, to: folder.path(of: name))
    }
    try writeRecords(of: test, 0..<test.count, to: folder.path(of: CIFAR10Folder.testFile))
    let names = try WholeFile(folder.path(of: CIFAR10Folder.namesFile))
    try names.append(Array((classNames.joined(separator: "\n") + "\n").utf8))
    try names.commit()
  }

  private func writeRecords(of source: any ImageSource, _ images: Range<Int>, to path: String) throws {
    let file = try WholeFile(path)
    for image in images {
      let pixels = try source.pixels(image)
      let planes = (0..<3).flatMap { channel in (0..<1024).map { pixels[3 * $0 + channel] } }
      try file.append([UInt8(source.label(image))] + planes)
    }
    try file.commit()
  }

  private func packed(_ source: any ImageSource, _ path: String) throws -> PackedWriter {
    let writer = try PackedWriter(
      path: path, height: source.height, width: source.width, channels: source.channels, classNames: classNames)
    for image in 0..<source.count {
      try writer.append(
        PackedImage(pixels: source.pixels(image), channels: source.channels), label: source.label(image))
    }
    return writer
  }
}
