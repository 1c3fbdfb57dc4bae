import Files

extension Dataset {
  /// Writes the images into `folder`, which is made if need be: as CIFAR-10's files where they have that size, colours
  /// and number of classes, so that other programs read them, else as packed files. Throws a `WritingError`.
  public func write(to folder: String) throws {
    try WholeFile.makeFolder(folder)
    if (training.height, training.width, training.channels, classes) == (32, 32, 3, 10) {
      try writeCIFAR10(to: folder)
    } else {
      try writePacked(training, to: folder + "/" + PackedFolder.trainingFile)
      try writePacked(test, to: folder + "/" + PackedFolder.testFile)
    }
  }

  private func writeCIFAR10(to folder: String) throws {
    let parts = CIFAR10Folder.trainingFiles.count
    precondition(training.count >= parts, "Each of CIFAR-10's files has an image.")
    for (part, name) in CIFAR10Folder.trainingFiles.enumerated() {
      let images = training.count * part / parts..<training.count * (part + 1) / parts
      try writeRecords(of: training, images, to: folder + "/" + name)
    }
    try writeRecords(of: test, 0..<test.count, to: folder + "/" + CIFAR10Folder.testFile)
    let names = try WholeFile(folder + "/" + CIFAR10Folder.namesFile)
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

  private func writePacked(_ source: any ImageSource, to path: String) throws {
    let writer = try PackedWriter(
      path: path, height: source.height, width: source.width, channels: source.channels, classNames: classNames)
    for image in 0..<source.count {
      try writer.append(
        PackedImage(pixels: source.pixels(image), channels: source.channels), label: source.label(image))
    }
    try writer.commit()
  }
}
