import Foundation
import Timing

/// Ends the job when this rank has waited for the others beyond the deadline, and says who is late.
///
/// A thread looks now and then at what this rank waits for, a blocking call or the oldest bucket under way, and answers
/// the other ranks' questions, also while everything else here is stuck: a rank that does not answer has stopped
/// altogether.
///
/// `@unchecked Sendable`: what several threads touch is guarded by `condition`; `inquiry` is the watch's thread's own.
public final class StallWatch: @unchecked Sendable {
  private let condition = NSCondition()
  private let world: Communicator
  private let inquiry: StallInquiry

  // Guarded by `condition`.
  private var progress = StallInquiry.Progress()
  private var call: StallInquiry.Wait?
  private var bucket: StallInquiry.Wait?
  private var deadline = 300.0
  private var currentPhase: CurrentPhase?
  private var isStopping = false
  private var hasStopped = false

  /// - Parameter world: a communicator that nothing else uses.
  init(world: Communicator) {
    self.world = world
    inquiry = StallInquiry(world: world)
    let thread = Thread { [self] in run() }
    thread.name = "stall watch"
    thread.start()
  }

  var deadlineSeconds: Double {
    get { condition.withLock { deadline } }
    set { condition.withLock { deadline = newValue } }
  }

  /// What this rank does between calls; tells the others what it is late with.
  public func follow(_ currentPhase: CurrentPhase) { condition.withLock { self.currentPhase = currentPhase } }

  func beginCall(_ purpose: StaticString) {
    condition.withLock {
      progress.calls += 1
      call = StallInquiry.Wait(reason: .call(purpose), start: .now)
    }
  }

  func endCall() { condition.withLock { call = nil } }

  /// Begins an exchange of gradients, in which every rank takes part.
  ///
  /// - Parameter step: the step it belongs to, counted from 1; 0 outside of steps.
  public func beginExchange(step: Int) {
    condition.withLock {
      if step > 0 { progress.step = step }
      progress.exchanges += 1
      progress.readyBuckets = 0
    }
  }

  /// Notes that one more of this rank's buckets of the exchange is ready to travel.
  public func noteReadyBucket() { condition.withLock { progress.readyBuckets += 1 } }

  /// Tells which bucket of `count` this rank has waited for the longest, and since when; nil if for none.
  public func noteOldestBucket(_ oldest: (bucket: Int, start: ContinuousClock.Instant)?, of count: Int) {
    condition.withLock {
      bucket = oldest.map { StallInquiry.Wait(reason: .bucket($0.bucket, of: count), start: $0.start) }
    }
  }

  /// Ends the thread, before MPI ends.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while !hasStopped { condition.wait() }
    }
  }

  private func run() {
    do {
      while pause() {
        try inquiry.answerQuestions(currentProgress())
        guard let wait = overdue(), let blame = try inquiry.blame(wait, ownProgress: currentProgress) else { continue }
        // It may have ended while the others were asked.
        if overdue()?.start == wait.start { end(wait, blame) }
      }
      try inquiry.end()
    } catch {
      end("the watch over the ranks: \(error)")
    }
    condition.withLock {
      hasStopped = true
      condition.broadcast()
    }
  }

  /// False at the end.
  private func pause() -> Bool {
    condition.withLock {
      if !isStopping { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.2)) }
      return !isStopping
    }
  }

  /// What this rank has waited for too long.
  private func overdue() -> StallInquiry.Wait? {
    condition.withLock {
      if let bucket, bucket.seconds > deadline { return bucket }
      if let call, call.seconds > deadline { return call }
      return nil
    }
  }

  private func currentProgress() -> StallInquiry.Progress {
    condition.withLock {
      var progress = progress
      progress.phase = currentPhase?.phase ?? .other
      return progress
    }
  }

  private func end(_ wait: StallInquiry.Wait, _ blame: String) -> Never {
    let step = currentProgress().step
    end(
      "\(step > 0 ? "step \(step), " : "")\(wait.reason): no sum after \(deadlineSeconds) s; \(blame); "
        + "see the logs of those ranks, or raise --stall-seconds if a step may take that long")
  }

  private func end(_ text: String) -> Never {
    FileHandle.standardError.write(Data("sdgp-dist: rank \(world.rank): \(text)\n".utf8))
    world.abort(code: 70)
  }
}
