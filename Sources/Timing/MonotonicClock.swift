import Foundation

/// The clock of all measurements: monotonic, and the same in all processes of a host.
public enum MonotonicClock {
  /// Nanoseconds since some moment before the host's processes started. About 20 ns a reading.
  @inline(__always)
  public static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
