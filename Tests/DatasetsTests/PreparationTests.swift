import Tensors
import Testing

@testable import Datasets

@Suite struct PreparationTests {
  let source = NumberedImages(count: 200)
  let mean: [Float] = [0.25, 0.5, 0.4]
  let deviation: [Float] = [0.5, 0.25, 0.2]

  func preparation(_ augmentation: Augmentation? = nil, size: Int? = nil) -> Preparation {
    Preparation(of: source, mean: mean, standardDeviation: deviation, augmentation: augmentation, size: size)
  }

  /// The value at (row, column, channel) after normalization; the mean colour outside the image.
  func expected(_ pixels: [UInt8], _ row: Int, _ column: Int, _ channel: Int) -> Float {
    guard (0..<6).contains(row) && (0..<5).contains(column) else { return 0 }
    return (Float(pixels[(row * 5 + column) * 3 + channel]) / 255 - mean[channel]) / deviation[channel]
  }

  /// The image moved and mirrored, by definition.
  func moved(_ pixels: [UInt8], down: Int, right: Int, isMirrored: Bool) -> [Float] {
    var values: [Float] = []
    for row in 0..<6 {
      for column in 0..<5 {
        let inside = (0..<5).contains(column - right)
        let from = isMirrored && inside ? 4 - (column - right) : column - right
        for channel in 0..<3 { values.append(expected(pixels, row - down, from, channel)) }
      }
    }
    return values
  }

  @Test("Without augmentation a pixel is divided by 255, less the mean, over the deviation, to the last bit")
  func normalization() throws {
    #expect(
      try prepared(source, 7, by: preparation())
        == moved(source.pixels(7), down: 0, right: 0, isMirrored: false))
    let grey = NumberedImages(count: 1, channels: 1)
    let single = Preparation(of: grey, mean: [0.5], standardDeviation: [0.25])
    #expect(try prepared(grey, 0, by: single) == grey.pixels(0).map { (Float($0) / 255 - 0.5) / 0.25 })
  }

  @Test("Flip and translation give each of their fifty images, about equally often, and no other")
  func flipAndTranslation() throws {
    var seen: [String: Int] = [:]
    let preparation = preparation(Augmentation(flipsHorizontally: true, translation: 2))
    let pixels = try source.pixels(3)
    var variants: [[Float]: String] = [:]
    for down in -2...2 {
      for right in -2...2 {
        for isMirrored in [false, true] {
          variants[moved(pixels, down: down, right: right, isMirrored: isMirrored)] = "\(down) \(right) \(isMirrored)"
        }
      }
    }
    for epoch in 0..<2000 {
      let variant = try #require(variants[try prepared(source, 3, by: preparation, epoch: epoch)])
      seen[variant, default: 0] += 1
    }
    #expect(seen.count == 50)
    #expect(seen.values.allSatisfy { (10...80).contains($0) })
  }

  @Test("A translation wider than the image leaves nothing but the mean colour, and nothing else breaks")
  func wideTranslation() throws {
    let preparation = preparation(Augmentation(flipsHorizontally: true, translation: 9))
    let images = try (0..<200).map { try prepared(source, $0, by: preparation) }
    #expect(images.contains { $0.allSatisfy { $0 == 0 } })
    #expect(images.contains { !$0.allSatisfy { $0 == 0 } })
  }

  @Test("Cutout clears one square inside the image and reaches its corners")
  func cutout() throws {
    let preparation = preparation(Augmentation(cutout: 2))
    var corners = Set<Int>()
    for index in 0..<200 {
      let whole = moved(try source.pixels(index), down: 0, right: 0, isMirrored: false)
      let cut = try prepared(source, index, by: preparation)
      let changed = Set((0..<whole.count).filter { whole[$0] != cut[$0] }.map { $0 / 3 })
      #expect(changed.count == 4 && changed.allSatisfy { cut[$0 * 3] == 0 && cut[$0 * 3 + 2] == 0 })
      let top = changed.min()!
      #expect(changed == [top, top + 1, top + 5, top + 6])
      corners.insert(top)
    }
    #expect(corners.contains(0) && corners.contains(4 * 5 + 3) && corners.count == 20)
    #expect(try prepared(source, 0, by: self.preparation(Augmentation(cutout: 50))).allSatisfy { $0 == 0 })
  }

  @Test("A random resized crop stays inside the image, keeps to its limits and reaches all of it")
  func cropArea() {
    let crop = RandomResizedCrop(smallestArea: 0.25, largestArea: 0.5)
    var reached = Set<Int>()
    for index in 0..<500 {
      var random = RandomStream(seed: 1, 0, index)
      let area = crop.area(ofHeight: 60, width: 50, random: &random)
      #expect(area.top >= 0 && area.left >= 0 && area.top + area.height <= 60 && area.left + area.width <= 50)
      let share = Double(area.height * area.width) / 3000
      #expect(share > 0.23 && share < 0.53)
      let ratio = Double(area.width) / Double(area.height)
      #expect(ratio > 0.7 && ratio < 1.4)
      reached.formUnion([area.top * 100, area.left])
    }
    #expect(reached.count > 40)
    var random = RandomStream(seed: 1, 0)
    let strip = RandomResizedCrop(smallestArea: 1, aspectRatio: 2).area(ofHeight: 1, width: 50, random: &random)
    #expect(strip == ImageArea(top: 0, left: 0, height: 1, width: 50))
  }

  @Test("Resizing keeps a plane a plane: bilinear, pixel centres at one half")
  func resizing() throws {
    struct Ramp: ImageSource {
      let count = 1
      let height = 32
      let width = 32
      let channels = 1
      func label(_ index: Int) -> Int { 0 }
      func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) {
        for place in 0..<1024 { pixels[place] = UInt8(place / 32 * 5 + place % 32 * 3) }
      }
    }
    let half = Preparation(of: Ramp(), mean: [0], standardDeviation: [Float(1) / 255], size: 14)
    let image = try prepared(Ramp(), 0, by: half)  // the middle 28 pixels, halved
    for row in 0..<14 {
      for column in 0..<14 {
        let value = (2 + 2 * Float(row) + 0.5) * 5 + (2 + 2 * Float(column) + 0.5) * 3
        #expect(abs(image[row * 14 + column] - value) < 1e-3)
      }
    }
    let crop = Augmentation(
      flipsHorizontally: true, randomResizedCrop: RandomResizedCrop(smallestArea: 1, aspectRatio: 1))
    let whole = Preparation(of: Ramp(), mean: [0], standardDeviation: [Float(1) / 255], augmentation: crop)
    var directions = Set<Bool>()
    for epoch in 0..<20 {
      let image = try prepared(Ramp(), 0, by: whole, epoch: epoch)
      let isMirrored = image[0] > image[31]
      directions.insert(isMirrored)
      for place in 0..<1024 {
        let column = isMirrored ? 31 - place % 32 : place % 32
        #expect(abs(image[place] - Float(place / 32 * 5 + column * 3)) < 1e-3)
      }
    }
    #expect(directions.count == 2)
  }

  @Test("Mirroring twice gives the images back")
  func mirroring() {
    let images = Tensor(TensorShape(batch: 2, height: 1, width: 3, channels: 2))
    images.copy(from: (0..<12).map(Float.init))
    let mirrored = Tensor(images.shape)
    images.mirrorImages(into: mirrored)
    #expect(mirrored.array == [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7])
  }
}
