import Communication
import Foundation
import Timing

/// Drives the buckets' messages while backward goes on.
///
/// MPI moves nothing outside its calls, and a blocking call would take the core that backward needs. So a thread tests
/// the messages under way and sleeps a millisecond in between, or just yields once the computing thread waits.
///
/// `@unchecked Sendable`: what both threads touch is guarded by `condition`; `sums` is used by the exchange thread alone
/// while buckets are under way, and changed by the computing thread only between steps; so is `trace`.
final class ExchangeThread: @unchecked Sendable {
  private let condition = NSCondition()
  private let watch: StallWatch?
  private let bucketCount: Int

  // Guarded by `condition`.
  private var sums: [any BucketSum] = []
  private var waiting: [Int] = []
  private var step = 0
  private var finished = 0
  private var isAwaited = false
  private var isStopping = false
  private var hasStopped = false
  private var failure: (any Error)?
  private var busySeconds = 0.0
  private var busySince: ContinuousClock.Instant?
  private var firstHandOver: ContinuousClock.Instant?
  private var processorSeconds = 0.0

  /// Set and read by the computing thread between steps, used by the exchange thread while buckets are under way.
  var trace: SpanRecorder?

  // The exchange thread's own.
  private var processorSecondsBefore = 0.0
  private var started: [Int] = []
  private var underWay: [(bucket: Int, start: ContinuousClock.Instant, nanoseconds: Int64)] = []

  init(bucketCount: Int, watch: StallWatch?) {
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
    watch?.beginExchange(step: step)
    condition.withLock {
      self.sums = sums
      self.step = step
      finished = 0
      isAwaited = false
      busySeconds = 0
      firstHandOver = nil
      processorSeconds = 0
    }
  }

  /// Gives a bucket whose gradients are final to the exchange.
  func handOver(_ bucket: Int) {
    watch?.noteReadyBucket()
    condition.withLock {
      waiting.append(bucket)
      if busySince == nil { busySince = .now }
      if firstHandOver == nil { firstHandOver = busySince }
      condition.signal()
    }
  }

  /// What a step took, in seconds.
  struct StepTimes {
    /// Buckets were under way before the computing thread waited.
    var hidden: Double
    /// The computing thread waited.
    var exposed: Double
    /// Between the first bucket's hand-over and the wait.
    var window: Double
    /// The exchange thread ran on a core: codec, MPI and the system's network code.
    var processor: Double
  }

  /// Returns when all buckets hold their sums.
  ///
  /// - Parameter hurries: whether the exchange thread may take the core for itself, now that nothing else needs it;
  ///   otherwise it goes on as it does beside backward.
  func finishStep(hurries: Bool = true) throws -> StepTimes {
    try condition.withLock {
      let start = ContinuousClock.now
      func since(_ earlier: ContinuousClock.Instant?) -> Double { earlier.map { (start - $0) / .seconds(1) } ?? 0 }
      let hidden = busySeconds + since(busySince)
      isAwaited = hurries
      while finished < bucketCount && failure == nil { condition.wait() }
      if let failure { throw failure }
      return StepTimes(
        hidden: hidden, exposed: (ContinuousClock.now - start) / .seconds(1), window: since(firstHandOver),
        processor: processorSeconds)
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
      while let (step, isAwaited) = takeWork() {
        try advance(step: step)
        guard !underWay.isEmpty else { continue }
        if isAwaited { sched_yield() } else { usleep(1000) }
      }
    } catch {
      condition.withLock { failure = error }
    }
    // MPI still works on the buffers of what is under way. The process is about to end with the true error; until then
    // they stay.
    if failure != nil || !underWay.isEmpty { _ = Unmanaged.passRetained(self) }
    watch?.noteOldestBucket(nil, of: bucketCount)
    condition.withLock {
      hasStopped = true
      condition.broadcast()
    }
  }

  /// Moves the buckets handed over to `started`, after a wait where there is nothing to do; nil at the end.
  private func takeWork() -> (step: Int, isAwaited: Bool)? {
    condition.withLock {
      while waiting.isEmpty && underWay.isEmpty && !isStopping { condition.wait() }
      swap(&started, &waiting)
      return isStopping ? nil : (step, isAwaited)
    }
  }

  private func advance(step: Int) throws {
    try startBuckets(step: step)
    let count = underWay.count
    try underWay.removeAll { item in
      guard try sums[item.bucket].advance() else { return false }
      trace?.record(
        .exchangeHidden, number: item.bucket, start: item.nanoseconds, end: MonotonicClock.nanoseconds)
      return true
    }
    if underWay.count < count {
      watch?.noteOldestBucket(underWay.first.map { ($0.bucket, $0.start) }, of: bucketCount)
      noteFinished(count - underWay.count)
    }
  }

  private func startBuckets(step: Int) throws {
    guard !started.isEmpty else { return }
    for bucket in started {
      try sums[bucket].start(step: step)
      underWay.append((bucket, .now, MonotonicClock.nanoseconds))
    }
    started.removeAll(keepingCapacity: true)
    watch?.noteOldestBucket(underWay.first.map { ($0.bucket, $0.start) }, of: bucketCount)
  }

  private func noteFinished(_ count: Int) {
    let now = ProcessorTime.ofThisThread
    condition.withLock {
      processorSeconds += now - processorSecondsBefore
      finished += count
      if underWay.isEmpty && waiting.isEmpty, let since = busySince {
        busySeconds += (ContinuousClock.now - since) / .seconds(1)
        busySince = nil
      }
      if finished == bucketCount { condition.broadcast() }
    }
    processorSecondsBefore = now
  }
}
