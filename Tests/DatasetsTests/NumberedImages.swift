@testable import Datasets

/// Images of noise, labelled by their number; one of them may be damaged.
struct NumberedImages: ImageSource {
  var count: Int
  var height = 6
  var width = 5
  var channels = 3
  var damaged: Int?

  func label(_ index: Int) -> Int { index }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    if index == damaged { throw DataError(file: "numbers", position: index, problem: "is damaged", hint: "none") }
    for (place, value) in noise(pixelCount, seed: UInt64(index)).enumerated() { pixels[place] = value }
  }
}

/// Image `index` of `source` as a network would get it.
func prepared(
  _ source: some ImageSource, _ index: Int, by preparation: Preparation, epoch: Int = 0, seed: UInt64 = 0
) throws -> [Float] {
  let scratch = PreparationScratch(for: preparation)
  try source.copyPixels(index, into: scratch.pixels)
  var random = RandomStream(seed: seed, epoch, index)
  return [Float](unsafeUninitializedCapacity: preparation.shape.count) { buffer, count in
    preparation.prepare(scratch.pixels, random: &random, scratch: scratch, into: buffer.baseAddress!)
    count = preparation.shape.count
  }
}
