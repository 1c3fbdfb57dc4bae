import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct IDXTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(bigEndian(0x803, 6, 5, 4) + noise(120, seed: 1), to: "train-images-idx3-ubyte")
    try folder.write(bigEndian(0x801, 6) + [0, 1, 2, 9, 8, 7], to: "train-labels-idx1-ubyte")
    try folder.write(bigEndian(0x803, 3, 5, 4) + noise(60, seed: 2), to: "t10k-images-idx3-ubyte")
    try folder.write(bigEndian(0x801, 3) + [3, 3, 4], to: "t10k-labels-idx1-ubyte")
  }

  @Test("A well-formed folder gives its very pixels and labels")
  func wellFormed() throws {
    let dataset = try Dataset.open(folder.path)
    #expect(dataset.classes == 10)
    #expect(dataset.training.count == 6)
    #expect((dataset.training.height, dataset.training.width, dataset.training.channels) == (5, 4, 1))
    #expect((0..<6).map(dataset.training.label) == [0, 1, 2, 9, 8, 7])
    #expect(try dataset.training.pixels(5) == Array(noise(120, seed: 1)[100...]))
    #expect(try dataset.test.pixels(0) == Array(noise(60, seed: 2)[..<20]))
    let pixels = noise(120, seed: 1).map { Double($0) / 255 }
    let mean = pixels.reduce(0, +) / 120
    let variance = pixels.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 120
    #expect(abs(Double(dataset.defaultMean[0]) - mean) < 1e-6)
    #expect(abs(Double(dataset.defaultStandardDeviation[0]) - variance.squareRoot()) < 1e-6)
  }

  @Test("The bundled digits are complete wherever the program runs")
  func bundledDigits() throws {
    let digits = try Dataset.open("digits")
    #expect((digits.training.count, digits.test.count) == (1442, 355))
    #expect((digits.training.height, digits.training.width, digits.classes) == (8, 8, 10))
    #expect(digits.training.imagesPerClass(10).allSatisfy { $0 > 130 })
    #expect(try digits.training.pixels(0).contains(255))
  }

  /// A file, what is done to its bytes, where the error must point and a word that it must hold.
  struct Damage: CustomTestStringConvertible, Sendable {
    let file: String
    let change: @Sendable (inout [UInt8]) -> Void
    let position: Int
    let says: String
    var testDescription: String { "\(file): \(says)" }
  }

  static let images = "train-images-idx3-ubyte"
  static let labels = "train-labels-idx1-ubyte"
  static let damages: [Damage] = [
    Damage(file: images, change: { $0[3] = 1 }, position: 0, says: "exchanged"),
    Damage(file: images, change: { $0[2] = 9 }, position: 0, says: "expected 0x00000803"),
    Damage(file: images, change: { $0[0] = 0xff }, position: 0, says: "magic number 0xff000803"),
    Damage(file: images, change: { $0[0...1] = [0x1f, 0x8b] }, position: 0, says: "gunzip"),
    Damage(file: images, change: { $0[7] = 0 }, position: 4, says: "no images"),
    Damage(file: images, change: { $0[7] = 7 }, position: 136, says: "expected 156 for 7 images"),
    Damage(file: images, change: { $0[7] = 5 }, position: 116, says: "too long"),
    Damage(file: images, change: { $0[4] = 0xff }, position: 136, says: "too early"),
    Damage(file: images, change: { $0[11] = 0 }, position: 8, says: "0x4"),
    Damage(file: images, change: { $0[8] = 0xff }, position: 8, says: "expected sides of 1 to 4096"),
    Damage(file: images, change: { $0[15] = 0 }, position: 12, says: "5x0"),
    Damage(file: images, change: { $0[12...15] = [0xff, 0xff, 0xff, 0xff] }, position: 12, says: "sides"),
    Damage(file: images, change: { $0[11] = 6 }, position: 136, says: "6 images of 6x4"),
    Damage(file: images, change: { $0.removeLast() }, position: 135, says: "135 bytes, expected 136"),
    Damage(file: images, change: { $0.append(0) }, position: 136, says: "137 bytes, expected 136"),
    Damage(file: images, change: { $0.removeLast($0.count - 9) }, position: 9, says: "inside the header"),
    Damage(file: images, change: { $0 = [] }, position: 0, says: "empty"),
    Damage(file: labels, change: { $0[3] = 3 }, position: 0, says: "exchanged"),
    Damage(file: labels, change: { $0[7] = 5 }, position: 4, says: "announces 5 labels, expected 6"),
    Damage(file: labels, change: { $0[4] = 0x80 }, position: 4, says: "expected 6"),
    Damage(file: labels, change: { $0.removeLast() }, position: 13, says: "too early"),
    Damage(file: labels, change: { $0 += [0, 0] }, position: 14, says: "too long"),
    Damage(file: labels, change: { $0[8] = 40 }, position: 8, says: "label 40 of image 0, but only 6 of"),
    Damage(file: labels, change: { $0[13] = 255 }, position: 13, says: "label 255 of image 5"),
    Damage(file: labels, change: { $0 = [0, 0] }, position: 2, says: "inside the header"),
    Damage(file: "t10k-labels-idx1-ubyte", change: { $0[9] = 12 }, position: 9, says: "label 12"),
    Damage(
      file: "t10k-images-idx3-ubyte", change: { $0[11...15] = [4, 0, 0, 0, 5] }, position: 8, says: "expected 5x4"),
  ]

  @Test("A damaged file is refused with its name, the byte and what was expected", arguments: damages)
  func damaged(_ damage: Damage) throws {
    var bytes = try folder.bytes(damage.file)
    damage.change(&bytes)
    try folder.write(bytes, to: damage.file)
    let error = try #require(folder.openingError())
    #expect(error.file == folder.path(damage.file))
    #expect(error.position == damage.position)
    #expect(error.description.contains(damage.says), "\(error)")
    #expect(!error.description.contains("\n") && !error.hint.isEmpty)
  }

  @Test("A missing file is named, a compressed one is read as it is", arguments: IDXFolder.fileNames)
  func missing(_ name: String) throws {
    let dataset = try Dataset.open(folder.path)
    let pack = Process()
    pack.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    pack.arguments = ["gzip", folder.path(name)]
    try pack.run()
    pack.waitUntilExit()
    let unpacked = try Dataset.open(folder.path)
    #expect(try (0..<3).allSatisfy { try unpacked.test.pixels($0) == dataset.test.pixels($0) })
    #expect((0..<6).map(unpacked.training.label) == [0, 1, 2, 9, 8, 7])
    let bytes = try folder.bytes(name + ".gz")
    try folder.write(Array(bytes.dropLast(9)), to: name + ".gz")
    #expect(try #require(folder.openingError()).problem == "is no whole gzip file")
    try folder.write([0x1f, 0x8b, 8], to: name + ".gz")
    #expect(try #require(folder.openingError()).position == 3)
    try folder.remove(name + ".gz")
    #expect(folder.openingError()?.file == folder.path(name))
  }

  /// As `cat` and `bgzip` join them; zeros behind the last, as on a tape, count for nothing.
  @Test("A file that gzip compressed in pieces is read to its end")
  func pieces() throws {
    let dataset = try Dataset.open(folder.path)
    let path = folder.path(Self.images)
    let pack = Process()
    pack.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let line =
      "for n in 1 2 3; do tail -c +$((40 * n - 39)) $0 | head -c $((n < 3 ? 40 : 999)) | gzip; done >$0.gz; rm $0"
    pack.arguments = ["bash", "-c", line, path]
    try pack.run()
    pack.waitUntilExit()
    let bytes = try folder.bytes(Self.images + ".gz")
    for rest in [[], [UInt8](repeating: 0, count: 512)] {
      try folder.write(bytes + rest, to: Self.images + ".gz")
      let unpacked = try Dataset.open(folder.path)
      #expect(try (0..<6).allSatisfy { try unpacked.training.pixels($0) == dataset.training.pixels($0) })
    }
    try folder.write(bytes + [0x1f, 0x8b], to: Self.images + ".gz")
    #expect(try #require(folder.openingError()).problem == "is no whole gzip file")
  }

  @Test("Letters are as many classes as their labels say, and a class without test images is told")
  func otherClasses() throws {
    try folder.write(bigEndian(0x801, 6) + [12, 11, 10, 9, 8, 7], to: Self.labels)
    #expect(try #require(folder.openingError()).problem.contains("label 12 of image 0, but only 6 of"))
    try folder.write(bigEndian(0x801, 6) + [1, 2, 3, 4, 5, 6], to: Self.labels)
    let dataset = try Dataset.open(folder.path)
    #expect(dataset.classNames == (0...6).map(String.init))
    #expect(dataset.remarks.count == 2 && dataset.remarks[0].hasSuffix("class '0' has no training images"))
    #expect(dataset.remarks[1].contains("5 classes have no test images: 0, 1, 2, 5, 6"))
  }

  @Test("A folder in a file's place is refused")
  func folderForFile() throws {
    try folder.remove(Self.labels)
    try folder.write([1], to: Self.labels + "/inner")
    #expect(try #require(folder.openingError()).problem == "is not a regular file")
  }
}
