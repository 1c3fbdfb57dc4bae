import Communication
import Foundation

/// Drives the buckets' messages while backward goes on.
///
/// MPI moves nothing outside its calls, and a blocking call would take the core that backward needs. So a thread tests
/// the messages under way and sleeps a millisecond in between, or just yields once the computing thread waits.
///
/// `@unchecked Sendable`: what both threads touch is guarded by `condition`; `sums` and `watch` are used by the exchange
/// thread alone while buckets are under way, and changed by the computing thread only between steps.
final class ExchangeThread: @unchecked Sendable {
  private let condition = NSCondition()
  private let watch: StallWatch
  private let bucketCount: Int

  // Guarded by `condition`.
  private var sums: [any BucketSum] = []
  private var waiting: [Int] = []
  private var progress = StallWatch.Progress(step: 0, handedOver: 0)
  private var finished = 0
  private var isAwaited = false
  private var isStopping = false
  private var hasStopped = false
  private var failure: (any Error)?
  private var busySeconds = 0.0
  private var busySince: ContinuousClock.Instant?

  // The exchange thread's own.
  private var started: [Int] = []
  private var underWay: [(bucket: Int, start: ContinuousClock.Instant)] = []

  init(bucketCount: Int, watch: StallWatch) {
    self.bucketCount = bucketCount
    self.watch = watch
    waiting.reserveCapacity(bucketCount)
    started.reserveCapacity(bucketCount)
    underWay.reserveCapacity(bucketCount)
    let thread = Thread { [self] in run() }
    thread.name = "exchange"
    thread.start()
  }

  /// Begins a step in which bucket b is summed by `sums[b]`.
  func beginStep(_ step: Int, sums: [any BucketSum]) {
    condition.withLock {
      self.sums = sums
      progress = StallWatch.Progress(step: step, handedOver: 0)
      finished = 0
      isAwaited = false
      busySeconds = 0
    }
  }

  /// Gives a bucket whose gradients are final to the exchange.
  func handOver(_ bucket: Int) {
    condition.withLock {
      waiting.append(bucket)
      progress.handedOver += 1
      if busySince == nil { busySince = .now }
      condition.signal()
    }
  }

  /// Returns when all buckets hold their sums: the seconds in which they travelled before this call, and in it.
  func finishStep() throws -> (hiddenSeconds: Double, exposedSeconds: Double) {
    try condition.withLock {
      let start = ContinuousClock.now
      let hiddenSeconds = busySeconds + (busySince.map { (start - $0) / .seconds(1) } ?? 0)
      isAwaited = true
      while finished < bucketCount && failure == nil { condition.wait() }
      if let failure { throw failure }
      return (hiddenSeconds, (ContinuousClock.now - start) / .seconds(1))
    }
  }

  /// Ends the thread. To be called between steps.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while !hasStopped { condition.wait() }
    }
  }

  private func run() {
    do {
      while let (progress, isAwaited) = takeWork() {
        try advance(progress: progress)
        guard !underWay.isEmpty else { continue }
        if isAwaited { sched_yield() } else { usleep(1000) }
      }
    } catch {
      condition.withLock { failure = error }
    }
    condition.withLock {
      hasStopped = true
      condition.broadcast()
    }
  }

  /// Moves the buckets handed over to `started`, after a wait where there is nothing to do; nil at the end.
  private func takeWork() -> (progress: StallWatch.Progress, isAwaited: Bool)? {
    condition.withLock {
      if waiting.isEmpty && underWay.isEmpty && !isStopping {
        // Awake now and then, so that a rank that waits for this one gets an answer.
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.5))
      }
      swap(&started, &waiting)
      return isStopping ? nil : (progress, isAwaited)
    }
  }

  private func advance(progress: StallWatch.Progress) throws {
    for bucket in started {
      try sums[bucket].start(step: progress.step)
      underWay.append((bucket, .now))
    }
    started.removeAll(keepingCapacity: true)
    let count = underWay.count
    try underWay.removeAll { try sums[$0.bucket].advance() }
    if underWay.count < count { noteFinished(count - underWay.count) }
    try watch.answerQuestions(progress: progress)
    if let oldest = underWay.first {
      try watch.check(bucket: oldest.bucket, of: bucketCount, since: oldest.start, progress: progress)
    }
  }

  private func noteFinished(_ count: Int) {
    condition.withLock {
      finished += count
      if underWay.isEmpty && waiting.isEmpty, let since = busySince {
        busySeconds += (ContinuousClock.now - since) / .seconds(1)
        busySince = nil
      }
      if finished == bucketCount { condition.broadcast() }
    }
  }
}
