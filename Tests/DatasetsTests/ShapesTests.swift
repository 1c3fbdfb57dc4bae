import Files
import TestSupport
import Testing

@testable import Datasets

@Suite struct ShapesTests {
  static func bytes(_ source: any ImageSource, _ images: Range<Int>) throws -> [UInt8] {
    try images.flatMap { try source.pixels($0) }
  }

  @Test("The same seed draws the same bytes on every machine")
  func sameBytes() throws {
    let shapes = Dataset.shapes(training: 20, test: 20, seed: 7)
    let checksums = try [shapes.training, shapes.test].map { part in
      try Self.bytes(part, 0..<20).withUnsafeBytes { Checksum(of: $0).text }
    }
    // Saved values: whoever changes the drawing changes everybody's results and these.
    #expect(checksums == ["xxh3:b907af098ec67b15e6b5304958f58011", "xxh3:88550077a45c73a30ef90a9d72438323"])
    let large = Dataset.shapes(training: 10, test: 10, size: 48, seed: 7).training
    let largeChecksum = try large.pixels(3).withUnsafeBytes { Checksum(of: $0).text }
    #expect(largeChecksum == "xxh3:143eafec77144f935bbe007115400e0a")
  }

  @Test("Other seeds, parts and places give other images; the number of images changes none")
  func differences() throws {
    let shapes = Dataset.shapes(training: 100, test: 100, seed: 1)
    let others = [
      try shapes.training.pixels(10), try shapes.training.pixels(0), try shapes.test.pixels(0),
      try Dataset.shapes(seed: 2).training.pixels(0),
    ]
    #expect(Set(others).count == 4)
    #expect(try Dataset.shapes(seed: 1).training.pixels(99) == shapes.training.pixels(99))
  }

  @Test("The classes take turns, so each has its tenth")
  func classes() {
    let shapes = Dataset.shapes(training: 200, test: 50)
    #expect(shapes.classes == 10 && shapes.classNames.contains("bow tie"))
    #expect(shapes.training.imagesPerClass(10) == Array(repeating: 20, count: 10))
    #expect(shapes.test.imagesPerClass(10) == Array(repeating: 5, count: 10))
  }

  @Test("No two outlines are alike, whichever way they are turned")
  func outlines() {
    func area(_ first: ShapeOutline, _ second: ShapeOutline, turned steps: Int) -> Int {
      let turn = Rotation(steps: steps)
      var differing = 0
      for y in stride(from: -1024, through: 1024, by: 64) {
        for x in stride(from: -1024, through: 1024, by: 64) {
          let (across, down) = ((turn.cosine * x + turn.sine * y) >> 14, (turn.cosine * y - turn.sine * x) >> 14)
          if first.contains(x, y) != second.contains(across, down) { differing += 1 }
        }
      }
      return differing
    }
    for first in ShapeOutline.allCases {
      for second in ShapeOutline.allCases where first.rawValue < second.rawValue {
        let least = stride(from: 0, to: 64, by: 4).map { area(first, second, turned: $0) }.min()!
        #expect(least > 60, "\(first) and \(second) differ in \(least) of 1089 points")
      }
    }
  }

  @Test("A rotation keeps lengths and four quarters make a whole")
  func rotation() {
    for steps in 0..<64 {
      let turn = Rotation(steps: steps)
      let length = Double(turn.cosine * turn.cosine + turn.sine * turn.sine).squareRoot()
      #expect(abs(length - 16384) < 1)
      #expect(Rotation(steps: steps + 16).cosine == -turn.sine)
    }
  }

  @Test("Written shapes come back unchanged, as CIFAR-10 at 32 pixels and packed at others", arguments: [32, 20])
  func written(size: Int) throws {
    let folder = try TemporaryFolder()
    let shapes = Dataset.shapes(training: 23, test: 10, size: size, seed: 5)
    try shapes.write(to: folder.path)
    let read = try Dataset.open(folder.path)
    #expect(read.format == (size == 32 ? "CIFAR-10" : "packed images"))
    #expect(read.classNames == shapes.classNames)
    for (part, original) in [(read.training, shapes.training), (read.test, shapes.test)] {
      #expect(part.count == original.count && part.height == size)
      for index in 0..<part.count {
        #expect(try part.label(index) == original.label(index) && part.pixels(index) == original.pixels(index))
      }
    }
  }

  @Test("What cannot be written says so")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    #expect(throws: WritingError.self) { try Dataset.shapes().write(to: folder.path("file/inner")) }
  }
}
