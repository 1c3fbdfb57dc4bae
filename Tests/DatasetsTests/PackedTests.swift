import Foundation
import Testing

@testable import Datasets

@Suite struct PackedTests {
  let folder = TemporaryFolder()
  let source = NumberedImages(count: 7, height: 6, width: 5)
  static let names = ["cat", "dög", "x", "y", "z", "0", "1"]

  init() throws {
    for file in [PackedFolder.trainingFile, PackedFolder.testFile] {
      let writer = try PackedWriter(
        path: folder.file(file), height: 6, width: 5, channels: 3, classNames: Self.names)
      for index in 0..<7 {
        try writer.append(PackedImage(pixels: source.pixels(index), channels: 3), label: index)
      }
      try writer.commit()
    }
  }

  @Test("The checksum is XXH64", arguments: [("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b)])
  func checksum(text: String, expected: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes { xxHash64($0) } == expected)
    let long = Array("Nobody inspects the spammish repetition".utf8)
    #expect(long.withUnsafeBytes { xxHash64($0) } == 0xfbce_a83c_8a37_8bf1)
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
    #expect(!FileManager.default.fileExists(atPath: folder.file("train.packed.partial")))
  }

  @Test("A file that is dropped before it is complete leaves nothing behind")
  func dropped() throws {
    let whole = folder.read("train.packed")
    do {
      let writer = try PackedWriter(path: folder.file("train.packed"), height: 1, width: 1, channels: 1, classNames: [])
      try writer.append(PackedImage(pixels: [1], channels: 1), label: 0)
      #expect(FileManager.default.fileExists(atPath: folder.file("train.packed.partial")))
    }
    #expect(folder.read("train.packed") == whole)
    #expect(!FileManager.default.fileExists(atPath: folder.file("train.packed.partial")))
  }

  /// Makes the header's checksums true again, so that what it says is itself put to the test.
  static func reseal(_ bytes: inout [UInt8]) {
    func put(_ value: UInt64, at position: Int) {
      withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(position..<position + 8, with: $0) }
    }
    guard bytes.count >= 4096 else { return }
    let start = 4096 + 7 * 90
    if bytes.count > start { put(bytes[start...].withUnsafeBytes { xxHash64($0) }, at: 96) }
    put(bytes[..<104].withUnsafeBytes { xxHash64($0) }, at: 104)
  }

  /// Where a lie stands, the byte that it puts there and where the error must point.
  static let lies: [[Int]] = [
    [0, 0, 0], [8, 2, 8], [12, 0, 12], [12, 7, 4857], [12, 5, 40], [14, 1, 12], [16, 0, 16], [16, 4, 40],
    [19, 0x80, 16], [20, 2, 20], [20, 0, 20], [20, 1, 40], [24, 0, 24], [24, 6, 4838], [27, 0xff, 4857], [32, 0, 32],
    [32, 6, 40], [32, 8, 4857], [33, 0xff, 32], [39, 0x80, 32], [40, 0, 40], [47, 0xff, 40], [48, 1, 48], [56, 1, 56],
    [66, 0x80, 64], [83, 0xff, 80], [4096 + 630 + 8, 9, 4734], [4096 + 630 + 11, 0xff, 4734],
  ]

  @Test("Every lie of the header is found, its checksums made true", arguments: lies)
  func falseHeader(_ lie: [Int]) throws {
    var bytes = folder.read("train.packed")
    bytes[lie[0]] = UInt8(lie[1])
    if lie[0] == 66 { bytes[67] = 0x7f }
    Self.reseal(&bytes)
    folder.write(bytes, to: "train.packed")
    let error = try #require(folder.openingError())
    #expect(error.file == folder.file("train.packed"))
    #expect(error.position == lie[2], "\(error)")
  }

  @Test("A changed byte anywhere is found by a checksum, at the latest when the image is read")
  func changedByte() throws {
    let whole = folder.read("train.packed")
    for position in [9, 13, 40, 65, 90, 100, 110, 4096, 4300, 4725, 4726, 4735, 4790, whole.count - 1] {
      var bytes = whole
      bytes[position] ^= 1
      folder.write(bytes, to: "train.packed")
      if position == 110 || position < 4096 || position >= 4726 {
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
    let whole = folder.read("train.packed")
    folder.write(
      size < 0 ? whole + [UInt8](repeating: 0, count: -size) : Array(whole[..<size]), to: "train.packed")
    #expect(try #require(folder.openingError()).file == folder.file("train.packed"))
  }

  @Test("Parts that do not belong together are refused")
  func parts() throws {
    func replaceTest(height: Int, names: [String]) throws {
      let writer = try PackedWriter(
        path: folder.file("test.packed"), height: height, width: 5, channels: 3, classNames: names)
      let pixels = try NumberedImages(count: 1, height: height).pixels(0)
      try writer.append(PackedImage(pixels: pixels, channels: 3), label: 0)
      try writer.commit()
    }
    try replaceTest(height: 7, names: Self.names)
    #expect(try #require(folder.openingError()).problem.contains("expected 6 as for training"))
    try replaceTest(height: 6, names: Self.names.reversed())
    #expect(try #require(folder.openingError()).problem.contains("class names"))
    folder.remove("test.packed")
    #expect(try #require(folder.openingError()).file == folder.file("test.packed"))
  }

  @Test("Random damage under true checksums never crashes: an error, or data in range")
  func fuzz() {
    let whole = folder.read("train.packed")
    for round in 0..<300 {
      var bytes = whole
      for change in 0...(round % 3) {
        let random = noise(4, seed: UInt64(round * 5 + change))
        if random[0] % 8 == 0 { bytes.removeLast(min(bytes.count, Int(random[1]) * 24)) }
        let position = random[2] % 2 == 0 ? Int(random[1]) % 112 : 4726 + Int(random[1]) % 130
        if position < bytes.count { bytes[position] = random[3] }
      }
      Self.reseal(&bytes)
      folder.write(bytes, to: "train.packed")
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
