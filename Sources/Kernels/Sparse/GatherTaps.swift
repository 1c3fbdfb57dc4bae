import RegisterTiles

/// A list of taps for a gathering tile, in storage that is allocated once.
final class GatherTaps {
  let pointer: UnsafeMutablePointer<GatherTap>
  private(set) var count = 0

  init(capacity: Int) { pointer = .allocate(capacity: capacity) }

  deinit { pointer.deallocate() }

  func removeAll() { count = 0 }

  func append(_ tap: GatherTap) {
    pointer[count] = tap
    count += 1
  }
}
