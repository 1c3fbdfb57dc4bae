/// Some of the images of two sources, in a given order.
struct SelectedImages: ImageSource {
  private let first: any ImageSource
  private let second: any ImageSource
  /// Places in the first source, then in the second.
  private let indices: [Int]

  init(_ indices: [Int], of first: any ImageSource, and second: any ImageSource) {
    self.indices = indices
    self.first = first
    self.second = second
  }

  var count: Int { indices.count }
  var height: Int { first.height }
  var width: Int { first.width }
  var channels: Int { first.channels }

  func label(_ index: Int) -> Int {
    let (source, place) = locate(index)
    return source.label(place)
  }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let (source, place) = locate(index)
    try source.copyPixels(place, into: pixels)
  }

  private func locate(_ index: Int) -> (source: any ImageSource, place: Int) {
    let place = indices[index]
    return place < first.count ? (first, place) : (second, place - first.count)
  }
}
