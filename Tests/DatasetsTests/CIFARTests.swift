import TestSupport
import Testing

@testable import Datasets

@Suite struct CIFARTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// `count` records whose labels count up from `first`.
  static func records(_ count: Int, first: Int, hundred: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    for image in first..<first + count {
      bytes += hundred ? [UInt8(image % 20), UInt8(image % 100)] : [UInt8(image % 10)]
      bytes += noise(3072, seed: UInt64(image))
    }
    return bytes
  }

  func writeTen() throws {
    for batch in 1...5 {
      try folder.write(Self.records(batch, first: batch * 10), to: "data_batch_\(batch).bin")
    }
    try folder.write(Self.records(2, first: 60), to: "test_batch.bin")
  }

  @Test("CIFAR-10 records of all five files come in order, planes turned into pixels")
  func ten() throws {
    try writeTen()
    let dataset = try Dataset.open(folder.path)
    #expect((dataset.training.count, dataset.test.count, dataset.classes) == (15, 2, 10))
    #expect((0..<15).map(dataset.training.label) == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4])
    let stored = noise(3072, seed: 53)  // the last file's fourth record
    let pixels = try dataset.training.pixels(13)
    for channel in 0..<3 {
      #expect((0..<1024).map { pixels[3 * $0 + channel] } == Array(stored[channel * 1024..<(channel + 1) * 1024]))
    }
    // Noise is not CIFAR-10, whose mean would be 0.4914.
    #expect(dataset.defaultMean == (try dataset.measured().mean) && abs(dataset.defaultMean[0] - 0.5) < 0.01)
  }

  @Test("CIFAR-100 takes the fine label")
  func hundred() throws {
    try folder.write(Self.records(3, first: 97, hundred: true), to: "train.bin")
    try folder.write(Self.records(1, first: 41, hundred: true), to: "test.bin")
    let dataset = try Dataset.open(folder.path)
    #expect(dataset.classes == 100)
    #expect((0..<3).map(dataset.training.label) == [97, 98, 99])
    #expect(dataset.test.label(0) == 41)
    #expect(try dataset.test.pixels(0)[1] == noise(3072, seed: 41)[1024])
  }

  @Test("A cut, lengthened or emptied file is refused at the incomplete record", arguments: [3072, 1, 6145])
  func incomplete(_ size: Int) throws {
    try writeTen()
    try folder.write(Array(Self.records(3, first: 0)[..<size]), to: "data_batch_3.bin")
    let error = try #require(folder.openingError())
    #expect(error.file == folder.path("data_batch_3.bin"))
    #expect(error.position == size / 3073 * 3073)
    try folder.write([], to: "data_batch_3.bin")
    #expect(try #require(folder.openingError()).problem == "is empty")
  }

  @Test("Labels out of range are refused where they stand")
  func labels() throws {
    try writeTen()
    var bytes = Self.records(2, first: 0)
    bytes[3073] = 10
    try folder.write(bytes, to: "test_batch.bin")
    let error = try #require(folder.openingError())
    #expect(error.position == 3073)
    #expect(error.problem == "label 10 of image 1, expected 0 to 9")
  }

  @Test("Coarse and fine labels of CIFAR-100 have ranges of their own", arguments: [(0, 20), (1, 100)])
  func fineLabels(byte: Int, value: Int) throws {
    try folder.write(Self.records(1, first: 0, hundred: true), to: "test.bin")
    var bytes = Self.records(2, first: 0, hundred: true)
    bytes[3074 + byte] = UInt8(value)
    try folder.write(bytes, to: "train.bin")
    #expect(try #require(folder.openingError()).position == 3074 + byte)
  }

  @Test("Each missing file is named", arguments: CIFAR10Folder.trainingFiles + [CIFAR10Folder.testFile])
  func missing(_ name: String) throws {
    try writeTen()
    try folder.remove(name)
    #expect(folder.openingError()?.file == folder.path(name))
  }
}
