import Foundation

/// Raw storage, aligned to 64 bytes, that plans of different sizes use in turn. It grows to the largest one's need.
final class Workspace {
  private(set) var base = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
  private var byteCount = 64

  deinit { base.deallocate() }

  /// Makes sure that `count` bytes lie behind `base`. Content is lost where the storage grows.
  func reserve(byteCount count: Int) {
    guard count > byteCount else { return }
    base.deallocate()
    base = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    memset(base, 0, count)
    byteCount = count
  }
}
