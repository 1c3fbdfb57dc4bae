import Files
import Foundation
import LibPNG
import Synchronization
import TestSupport
import Testing

@testable import Datasets

@Suite struct ImagePackerTests {
  let images: TemporaryFolder
  let packed: TemporaryFolder

  init() throws { (images, packed) = (try TemporaryFolder(), try TemporaryFolder()) }

  func pack(
    size: Int = 16, skipsBroken: Bool = false, overwrites: Bool = true, largestPixels: Int = 1 << 20
  ) throws -> ImagePacker.Progress {
    try ImagePacker(
      folder: images.path, destination: packed.path, size: size, skipsBroken: skipsBroken, overwrites: overwrites,
      largestPixels: largestPixels
    ).pack { _ in }
  }

  /// The error with which packing fails.
  func packingError(skipsBroken: Bool = false) -> DataError? {
    do {
      _ = try pack(skipsBroken: skipsBroken)
      return nil
    } catch {
      return error as? DataError
    }
  }

  func writeClasses(_ classes: Int, of count: Int) throws {
    for label in 0..<classes {
      for number in 0..<count {
        let pixels = gradient(width: 20 + label, height: 30)
        let bytes =
          number % 2 == 0
          ? jpegFile(pixels, width: 20 + label, height: 30) : pngFile(pixels, width: 20 + label, height: 30)
        try images.write(bytes, to: "class\(label)/\(1000 + number).jpg")
      }
    }
  }

  @Test("Three hundred images of three classes are packed, every fifth for testing")
  func classFolders() throws {
    try writeClasses(3, of: 100)
    try images.write([1], to: "class1/.hidden")
    for stray in ["README.txt", "class1/Thumbs.db"] { try images.write([1], to: stray) }
    var reports: [Int] = []
    let packer = try ImagePacker(folder: images.path, destination: packed.path, size: 16, skipsBroken: false)
    let result = try packer.pack { reports.append($0.done) }
    #expect(
      result.done == 300
        && result.strays.map { $0.dropFirst(images.path.count) } == ["/README.txt", "/class1/Thumbs.db"])
    #expect(result.enlarged == 0)
    #expect(reports.last == 300)
    let dataset = try Dataset.open(packed.path)
    #expect(dataset.classNames == ["class0", "class1", "class2"])
    #expect(dataset.training.imagesPerClass(3) == [80, 80, 80] && dataset.test.imagesPerClass(3) == [20, 20, 20])
    // The middle of the gradient: red runs over the whole width, green over the middle two thirds of the height.
    for index in [0, 1, 239] {
      let pixels = try dataset.training.pixels(index)
      let red = (0..<16).map { Int(pixels[(8 * 16 + $0) * 3]) }
      let green = (0..<16).map { Int(pixels[($0 * 16 + 8) * 3 + 1]) }
      #expect(red == red.sorted() && red[0] < 16 && red[15] > 239, "\(red)")
      #expect(green == green.sorted() && abs(green[0] - 40) < 12 && abs(green[15] - 215) < 14, "\(green)")
    }
  }

  @Test("ImageNet's layout keeps its own division, and packing twice gives the same bytes")
  func parts() throws {
    for (part, count) in [("train", 4), ("val", 2)] {
      for name in ["a", "b"] {
        for number in 0..<count {
          try images.write(
            jpegFile(gradient(width: 40 + number, height: 24), width: 40 + number, height: 24),
            to: "\(part)/\(name)/\(number).JPEG")
        }
      }
    }
    _ = try pack()
    let files = try [PackedFolder.trainingFile, PackedFolder.testFile].map(packed.bytes)
    let dataset = try Dataset.open(packed.path)
    #expect((dataset.training.count, dataset.test.count) == (8, 4))
    _ = try pack()
    #expect(try [PackedFolder.trainingFile, PackedFolder.testFile].map(packed.bytes) == files)
    try images.write([1], to: "val/c/0.JPEG")
    #expect(try #require(packingError()).file == images.path("val/c"))
  }

  /// A broken file, and where and how it must be reported.
  struct Broken: CustomTestStringConvertible, Sendable {
    let says: String
    let bytes: [UInt8]
    var position: Int?
    var testDescription: String { says }
  }

  static let jpeg = jpegFile(gradient(width: 90, height: 60), width: 90, height: 60)
  static let png = pngFile(gradient(width: 20, height: 20), width: 20, height: 20)
  static let webP = webPFile(gradient(width: 20, height: 20), width: 20, height: 20)
  static let broken: [Broken] = [
    Broken(says: "is empty", bytes: [], position: 0),
    Broken(says: "is no image, expected JPEG, PNG or WebP", bytes: Array("<html>404</html>".utf8), position: 0),
    Broken(says: "Premature end", bytes: Array(jpeg[..<(jpeg.count - 50)]), position: jpeg.count - 50),
    Broken(says: "damaged JPEG", bytes: Array(jpeg[..<3]), position: 3),
    Broken(says: "damaged JPEG", bytes: Array(jpeg[..<200]), position: 200),
    Broken(says: "damaged PNG", bytes: Array(png[..<(png.count / 2)]), position: png.count / 2),
    Broken(says: "damaged PNG", bytes: Array(png[..<12]), position: 12),
    Broken(
      says: "damaged PNG", bytes: png.enumerated().map { $0.offset == png.count / 2 ? $0.element ^ 0x55 : $0.element }),
    Broken(says: "damaged PNG", bytes: png.enumerated().map { $0.offset == 16 ? 0x7f : $0.element }),
    Broken(says: "damaged WebP", bytes: Array(webP[..<(webP.count / 2)]), position: webP.count / 2),
    Broken(says: "damaged WebP", bytes: Array(webP[..<14]), position: 14),
    Broken(says: "damaged WebP", bytes: webP.enumerated().map { $0.offset == 20 ? $0.element ^ 0x55 : $0.element }),
  ]

  @Test("A broken image ends the packing by name, or is left out by name, as told", arguments: broken)
  func brokenImage(_ broken: Broken) throws {
    try writeClasses(2, of: 10)
    try images.write(broken.bytes, to: "class1/1003.jpg")
    let error = try #require(packingError())
    #expect(error.file == images.path("class1/1003.jpg"))
    #expect(error.problem.contains(broken.says) && !error.description.contains("\n"), "\(error)")
    if let position = broken.position { #expect(error.position == position) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: packed.path).isEmpty)
    let progress = try pack(skipsBroken: true)
    #expect(progress.broken == [error])
    #expect(try Dataset.open(packed.path).training.imagesPerClass(2) == [8, 7])
  }

  @Test("A small file of a huge image is refused before memory is taken, and several large ones wait for each other")
  func bombs() throws {
    let large = pngFile([UInt8](repeating: 0, count: 3 * 1000 * 1000), width: 1000, height: 1000)
    for number in 0..<5 { try images.write(large, to: "a/\(number).png") }
    let error = #expect(throws: DataError.self) { try pack(largestPixels: 999_999) }
    #expect(try #require(error).description.contains("1000x1000 pixels, expected 1 to 999999; raise --largest-pixels"))
    #expect(try pack(largestPixels: 1_000_000).done == 5)
    // A JPEG whose header announces 65,500 pixels a side.
    var announced = Self.jpeg
    let frame = try #require(announced.indices.first { announced[$0...].starts(with: [0xFF, 0xC0]) })
    announced.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    try images.write(announced, to: "a/5.jpg")
    #expect(try #require(packingError()).problem.contains("65500x65500 pixels"))
    try images.remove("a/5.jpg")
    // More bytes than any image of so many pixels takes, as of a sparse file.
    truncate(images.path("a/0.png"), 10 << 30)
    #expect(try #require(packingError()).problem.contains("more than an image"))
    let budget = MemoryBudget(bytes: 100)
    let peak = Mutex((now: 0, most: 0))
    DispatchQueue.concurrentPerform(iterations: 64) { number in
      let share = budget.take(10)
      budget.grow(share, by: number % 8 == 0 ? 150 : 20)
      let bytes = number % 8 == 0 ? 160 : 30
      peak.withLock { ($0.now, $0.most) = ($0.now + bytes, max($0.most, $0.now + bytes)) }
      peak.withLock { $0.now -= bytes }
      budget.give(share)
    }
    #expect(peak.withLock { $0.most } <= 260)
  }

  @Test("Larger squares and printers' colours take no more memory than the budget has")
  func memory() throws {
    #expect(ImagePacker.chunk(size: 8) == 256 && ImagePacker.chunk(size: 16384) == 1)
    for size in [224, 1024, 4096] { #expect(ImagePacker.chunk(size: size) * size * size * 3 <= 1 << 28) }
    func bytesPerPixel(_ codec: any ImageCodec.Type, _ bytes: [UInt8]) throws -> Int {
      var most = 0
      _ = try codec.decode(bytes, name: "image", shorterSide: 16) { most = $2 }
      return most
    }
    let (colour, four) = ([UInt8](repeating: 9, count: 768), [UInt8](repeating: 9, count: 1024))
    #expect(try bytesPerPixel(JPEGCodec.self, jpegFile(colour, width: 16, height: 16)) == 9)
    #expect(try bytesPerPixel(JPEGCodec.self, jpegFile(four, width: 16, height: 16)) == 15)
    #expect(try bytesPerPixel(WebPCodec.self, webPFile(colour, width: 16, height: 16)) == 7)
    #expect(try bytesPerPixel(WebPCodec.self, webPFile(four, width: 16, height: 16)) == 11)
  }

  @Test("A set is replaced only when told")
  func overwriting() throws {
    try writeClasses(1, of: 5)
    _ = try pack(overwrites: false)
    #expect(throws: WritingError.self) { try pack(overwrites: false) }
    #expect(try pack(overwrites: true).done == 5)
  }

  @Test("Folders without images in classes are refused")
  func folders() throws {
    #expect(try #require(packingError()).problem.contains("no folders"))
    try images.write(Self.jpeg, to: "a/1.jpg")
    #expect(try #require(packingError()).problem.contains("five images"))
    try images.write(Self.jpeg, to: "train/a/1.jpg")
    #expect(try #require(packingError()).problem.contains("no val or test"))
    try images.write([1], to: "val/a/1.jpg")
    #expect(try #require(packingError()).problem.contains("no image"))
    #expect(try #require(packingError(skipsBroken: true)).problem.contains("would have no images"))
    try images.remove("train/a/1.jpg")
    #expect(try #require(packingError()).problem == "has no images")
    #expect(throws: DataError.self) {
      try ImagePacker(folder: images.path("absent"), destination: packed.path, size: 16, skipsBroken: false)
    }
  }

  @Test("A class may be called train, and a part of other classes is refused though their names look alike")
  func names() throws {
    for name in ["bus", "train"] {
      for number in 0..<5 { try images.write(Self.jpeg, to: "\(name)/\(number).jpg") }
    }
    _ = try pack()
    #expect(try Dataset.open(packed.path).classNames == ["bus", "train"])
    try images.remove("train")
    for name in ["train/caf\u{E9}", "val/cafe\u{301}"] { try images.write(Self.jpeg, to: "\(name)/0.jpg") }
    #expect(try #require(packingError()).problem.contains("is a class that"))
    // Folders of images without classes are no two classes.
    for part in ["train", "val"] {
      try images.remove(part)
      try images.write(Self.jpeg, to: "\(part)/0.jpg")
    }
    #expect(try #require(packingError()).problem.contains("has no folders"))
  }

  @Test("A link back to a folder on the way down does not make its images count again and again")
  func circles() throws {
    for name in ["a.jpg", "inner/b.jpg"] { try images.write(Self.jpeg, to: name) }
    for (name, target) in [("circle", "."), ("inner/back", ".."), ("other", "inner")] {
      try FileManager.default.createSymbolicLink(atPath: images.path(name), withDestinationPath: target)
    }
    let paths = try ImageFiles([images.path], size: 8, channels: 3).paths
    #expect(paths == ["a.jpg", "inner/b.jpg", "other/b.jpg"].map(images.path))
  }

  @Test("Grey, transparent, printer's and large images become plain colour squares")
  func kinds() throws {
    func square(_ bytes: [UInt8], _ size: Int) throws -> [UInt8] {
      try images.write(bytes, to: "image")
      return try ImageDecoder(size: size, largestPixels: 1 << 20).square(path: images.path("image")).pixels
    }
    let grey = pngFile([UInt8](repeating: 90, count: 100), width: 10, height: 10, format: Int(PNG_FORMAT_GRAY))
    #expect(try square(grey, 4) == [UInt8](repeating: 90, count: 48))
    let clear = pngFile(
      [UInt8](repeating: 0, count: 400), width: 10, height: 10,
      format: Int(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA))
    #expect(try square(clear, 4) == [UInt8](repeating: 255, count: 48))
    let half = (0..<100).flatMap { _ in [100, 0, 255, 128] as [UInt8] }
    let onWhite = (0..<16).flatMap { _ in [177, 127, 255] as [UInt8] }
    #expect(try square(webPFile(half, width: 10, height: 10), 4) == onWhite)
    let opaque = Int(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    #expect(try square(pngFile(half, width: 10, height: 10, format: opaque), 4) == onWhite)
    let deep = deepPNGFile(of: 100, width: 10, height: 10)
    #expect(try square(deep, 4) == [UInt8](repeating: 100, count: 48))
    let lossy = webPFile([UInt8](repeating: 90, count: 300), width: 10, height: 10, isLossless: false)
    #expect(try square(lossy, 4).allSatisfy { abs(Int($0) - 90) < 4 })
    let print = jpegFile([UInt8](repeating: 200, count: 1024), width: 16, height: 16)
    #expect(try square(print, 4).allSatisfy { abs(Int($0) - 200 * 200 / 255) < 4 })
    // Half of the image is white: a reduction by eight keeps the mean, by whatever mixture of decoder and filter.
    let stripes = (0..<400 * 300).flatMap { [UInt8](repeating: $0 % 400 < 200 ? 255 : 0, count: 3) }
    let small = try square(jpegFile(stripes, width: 400, height: 300), 36)
    #expect(abs(small.reduce(0) { $0 + Int($1) } / small.count - 127) < 4)
    let one = try square(jpegFile([10, 20, 30], width: 1, height: 1), 8)
    #expect(one.count == 192 && Set(one).count <= 3)
  }
}
