import Files
import TestSupport
import Testing

@testable import Datasets

/// If one of these fails, a damaged or hostile data file ends a run by a trap, or takes all memory.
@Suite struct DataFuzzTests {
  /// Reads all that a source holds.
  private func use(_ source: some ImageSource, classes: Int) throws {
    for index in 0..<min(source.count, 8) {
      #expect((0..<classes).contains(source.label(index)))
      _ = try source.pixels(index)
    }
  }

  private func fuzz(_ name: String, _ valid: [[UInt8]], _ parse: (FileContents, Int) throws -> Void) throws {
    var fuzzer = Fuzzer(valid)
    try fuzzer.run(name, isExpected: { $0 is DataError }) { try parse(FileContents(path: $0), $1) }
  }

  @Test func idxImages() throws {
    let labels = FileContents(name: "labels", bytes: bigEndian(0x801, 6) + [0, 1, 2, 3, 4, 9])
    try fuzz("IDX images", [bigEndian(0x803, 6, 5, 4) + noise(120, seed: 1)]) { file, _ in
      try use(IDXImages(images: file, labels: labels, classes: 10), classes: 10)
    }
  }

  @Test func idxLabels() throws {
    let images = FileContents(name: "images", bytes: bigEndian(0x803, 6, 5, 4) + noise(120, seed: 1))
    try fuzz("IDX labels", [bigEndian(0x801, 6) + [0, 1, 2, 3, 4, 9]]) { file, _ in
      try use(IDXImages(images: images, labels: file, classes: 10), classes: 10)
    }
  }

  @Test func cifar() throws {
    let valid = [CIFARTests.records(1, first: 3), CIFARTests.records(2, first: 8)]
    try fuzz("CIFAR-10", valid) { file, _ in try use(CIFARImages(files: [file], classes: [10]), classes: 10) }
    let hundred = [CIFARTests.records(2, first: 60, hundred: true)]
    try fuzz("CIFAR-100", hundred) { file, _ in try use(CIFARImages(files: [file], classes: [20, 100]), classes: 100) }
  }

  /// Every second input gets true checksums, so that what lies behind them is tried too.
  @Test func packed() throws {
    let folder = try TemporaryFolder()
    _ = try PackedSet(in: folder)
    try fuzz("packed", [try folder.bytes(PackedFolder.trainingFile)]) { file, round in
      var bytes = try file.bytes(0..<file.count)
      if round % 2 == 1 { PackedSet.reseal(&bytes) }
      let images = try PackedImages(FileContents(name: file.name, bytes: bytes))
      try use(images, classes: images.header.classes)
    }
  }

  @Test func jpeg() throws {
    try fuzzImages(
      "JPEG",
      [
        jpegFile(gradient(width: 40, height: 30), width: 40, height: 30),
        jpegFile([UInt8](repeating: 200, count: 1024), width: 16, height: 16),
      ])
  }

  @Test func png() throws {
    try fuzzImages(
      "PNG",
      [
        pngFile(gradient(width: 20, height: 20), width: 20, height: 20),
        pngFile([UInt8](repeating: 90, count: 100), width: 10, height: 10, format: 0),
      ])
  }

  @Test func webP() throws {
    let pixels = gradient(width: 20, height: 20)
    try fuzzImages(
      "WebP",
      [
        webPFile(pixels, width: 20, height: 20), webPFile(pixels, width: 20, height: 20, isLossless: false),
        webPFile([UInt8](repeating: 90, count: 400), width: 10, height: 10, isLossless: false),
      ])
  }

  private func fuzzImages(_ name: String, _ valid: [[UInt8]]) throws {
    let decoder = ImageDecoder(size: 8, largestPixels: 1 << 20)
    var fuzzer = Fuzzer(valid)
    try fuzzer.run(name, isExpected: { $0 is DataError }) { path, _ in
      let square = try decoder.square(path: path).pixels
      #expect(square.count == 192)
    }
  }
}
