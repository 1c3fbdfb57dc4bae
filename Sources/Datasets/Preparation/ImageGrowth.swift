/// Training images that begin small and grow over the epochs, since early steps learn from small ones as well.
///
/// Source: progressive resizing as the FFCV recipes, which SDGP's authors train ImageNet with, have it.
public struct ImageGrowth: Hashable, Codable, Sendable {
  /// The side in pixels up to and including epoch `start`, counted from 0.
  public var firstSize: Int
  public var start: Int
  /// The epoch from which on images have their full size.
  public var end: Int

  public init(firstSize: Int, start: Int, end: Int) {
    self.firstSize = firstSize
    self.start = start
    self.end = end
  }

  /// The side in `epoch` of images that grow to `fullSize`: on a line between the two epochs, in multiples of 32.
  public func size(epoch: Int, fullSize: Int) -> Int {
    if epoch <= start { return firstSize }
    if epoch >= end { return fullSize }
    let share = Double(epoch - start) / Double(end - start)
    let size = Double(firstSize) + share * Double(fullSize - firstSize)
    return min(max(Int((size / 32).rounded(.toNearestOrEven)) * 32, firstSize), fullSize)
  }
}
