import Foundation
import Files
import TestSupport
import Testing

@testable import Datasets

@Suite struct PackedTests {
  let folder: TemporaryFolder
  let source = NumberedImages(count: 7, height: 6, width: 5)
  static let names = ["cat", "dög", "x", "y", "z", "0", "1"]

  init() throws {
    folder = try TemporaryFolder()
    for file in [PackedFolder.trainingFile, PackedFolder.testFile] {
      let writer = try PackedWriter(
        path: folder.path(file), height: 6, width: 5, channels: 3, classNames: Self.names)
      for index in 0..<7 {
        try writer.append(PackedImage(pixels: source.pixels(index), channels: 3), label: index)
      }
      try writer.commit()
    }
  }

  @Test("A packed file gives back its images, classes and statistics")
  func roundTrip() throws {
    let dataset = try Dataset.open(folder.path)
    #expect(dataset.classNames == Self.names)
    #expect((0..<7).map(dataset.test.label) == Array(0..<7))
    for index in 0..<7 { #expect(try dataset.training.pixels(index) == source.pixels(index)) }
    let statistics = try ChannelStatistics(of: source)
    #expect(dataset.defaultMean == statistics.mean)
    #expect(dataset.defaultStandardDeviation == statistics.standardDeviation)
  }

  @Test("A file that is dropped before it is complete leaves nothing behind")
  func dropped() throws {
    let whole = try folder.read("train.packed")
    do {
      let writer = try PackedWriter(path: folder.path("train.packed"), height: 1, width: 1, channels: 1, classNames: [])
      try writer.append(PackedImage(pixels: [1], channels: 1), label: 0)
    }
    #expect(try folder.read("train.packed") == whole)
    #expect(try folder.names().sorted() == ["test.packed", "train.packed"])
  }

  /// Makes the header's checksums true again, so that what it says is itself put to the test.
  static func reseal(_ bytes: inout [UInt8]) {
    func put(_ checked: ArraySlice<UInt8>, at position: Int) {
      bytes.replaceSubrange(position..<position + 16, with: checked.withUnsafeBytes { Checksum(of: $0) }.bytes)
    }
    guard bytes.count >= 4096 else { return }
    let start = 4096 + 7 * 90
    if bytes.count > start { put(bytes[start...], at: 96) }
    put(bytes[..<112], at: 112)
  }

  /// Where a lie stands, the byte that it puts there and where the error must point.
  static let lies: [[Int]] = [
    [0, 0, 0], [8, 3, 8], [12, 0, 12], [12, 7, 4913], [12, 5, 40], [14, 1, 12], [16, 0, 16], [16, 4, 40],
    [19, 0x80, 16], [20, 2, 20], [20, 0, 20], [20, 1, 40], [24, 0, 24], [24, 6, 4894], [27, 0xff, 4913], [32, 0, 32],
    [32, 6, 40], [32, 8, 4913], [33, 0xff, 32], [39, 0x80, 32], [40, 0, 40], [47, 0xff, 40], [48, 1, 48], [56, 1, 56],
    [66, 0x80, 64], [83, 0xff, 80], [4096 + 630 + 16, 9, 4742], [4096 + 630 + 19, 0xff, 4742],
  ]

  @Test("Every lie of the header is found, its checksums made true", arguments: lies)
  func falseHeader(_ lie: [Int]) throws {
    var bytes = try folder.read("train.packed")
    bytes[lie[0]] = UInt8(lie[1])
    if lie[0] == 66 { bytes[67] = 0x7f }
    Self.reseal(&bytes)
    try folder.write(bytes, to: "train.packed")
    let error = try #require(folder.openingError())
    #expect(error.file == folder.path("train.packed"))
    #expect(error.position == lie[2], "\(error)")
  }

  @Test("A changed byte anywhere is found by a checksum, at the latest when the image is read")
  func changedByte() throws {
    let whole = try folder.read("train.packed")
    for position in [9, 13, 40, 65, 90, 100, 111, 112, 127, 4096, 4300, 4725, 4726, 4743, 4800, whole.count - 1] {
      var bytes = whole
      bytes[position] ^= 1
      try folder.write(bytes, to: "train.packed")
      if position < 4096 || position >= 4726 {
        #expect(folder.openingError() != nil, "byte \(position)")
      } else {
        let training = try Dataset.open(folder.path).training
        for index in 0..<7 where index != (position - 4096) / 90 { _ = try training.pixels(index) }
        #expect(throws: DataError.self) { try training.pixels((position - 4096) / 90) }
      }
    }
  }

  @Test("Truncated and lengthened files are refused", arguments: [0, 1, 100, 4095, 4096, 4500, 4726, -1, -2000])
  func size(_ size: Int) throws {
    let whole = try folder.read("train.packed")
    try folder.write(
      size < 0 ? whole + [UInt8](repeating: 0, count: -size) : Array(whole[..<size]), to: "train.packed")
    #expect(try #require(folder.openingError()).file == folder.path("train.packed"))
  }

  @Test("A file of the first version says that the images are to be packed again, whatever its checksums")
  func firstVersion() throws {
    var bytes = try folder.read("train.packed")
    bytes[8] = 1
    try folder.write(bytes, to: "train.packed")
    let error = try #require(folder.openingError())
    #expect(error.problem == "the header says version 1, expected version 2" && error.hint.contains("pack the images"))
  }

  @Test("Parts that do not belong together are refused")
  func parts() throws {
    func replaceTest(height: Int, names: [String]) throws {
      let writer = try PackedWriter(
        path: folder.path("test.packed"), height: height, width: 5, channels: 3, classNames: names)
      let pixels = try NumberedImages(count: 1, height: height).pixels(0)
      try writer.append(PackedImage(pixels: pixels, channels: 3), label: 0)
      try writer.commit()
    }
    try replaceTest(height: 7, names: Self.names)
    #expect(try #require(folder.openingError()).problem.contains("expected 6 as for training"))
    try replaceTest(height: 6, names: Self.names.reversed())
    #expect(try #require(folder.openingError()).problem.contains("class names"))
    try folder.remove("test.packed")
    #expect(try #require(folder.openingError()).file == folder.path("test.packed"))
  }

  @Test("Random damage under true checksums never crashes: an error, or data in range")
  func fuzz() throws {
    let whole = try folder.read("train.packed")
    for round in 0..<300 {
      var bytes = whole
      for change in 0...(round % 3) {
        let random = noise(4, seed: UInt64(round * 5 + change))
        if random[0] % 8 == 0 { bytes.removeLast(min(bytes.count, Int(random[1]) * 24)) }
        let position = random[2] % 2 == 0 ? Int(random[1]) % 128 : 4726 + Int(random[1]) % 187
        if position < bytes.count { bytes[position] = random[3] }
      }
      Self.reseal(&bytes)
      try folder.write(bytes, to: "train.packed")
      do {
        let dataset = try Dataset.open(folder.path)
        for index in 0..<dataset.training.count {
          #expect(dataset.training.label(index) < dataset.classes)
          _ = try dataset.training.pixels(index)
        }
      } catch {
        #expect(error is DataError)
      }
    }
  }
}
