import Foundation

/// Time that threads spend on a core, as opposed to waiting.
public enum ProcessorTime {
  /// Seconds that the calling thread has run on a core since its start, system calls included.
  public static var ofThisThread: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
