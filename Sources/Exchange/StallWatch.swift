import Communication
import Foundation

/// Finds out who keeps a sum waiting: ranks ask each other how far they are, and only when a deadline has passed.
///
/// The exchange thread of every rank answers, also while its computing thread is stuck elsewhere; a rank that does not
/// answer has stopped altogether. Used by that one thread.
final class StallWatch {
  /// How far a rank is.
  struct Progress: Equatable {
    var step: Int
    /// Buckets that backward has finished in this step.
    var handedOver = 0
    /// Times that the computing thread has begun to wait for the other ranks since this step began.
    var waits = 0

    fileprivate var numbers: [Int] { [step, handedOver, waits] }
  }

  /// What a rank waits for.
  enum Wait {
    case bucket(Int, of: Int)
    /// A blocking call of the computing thread, for people.
    case call(String)
  }

  private static let questionTag = 1
  private static let answerTag = 2
  private static let answerSeconds = 5.0

  private let world: Communicator
  private let deadlineSeconds: Double
  private let message: UnsafeMutableBufferPointer<Int>
  private let question: UnsafeMutableBufferPointer<Int>
  private var answers: [Progress?]
  private var lastQuestionFromLowerRank: ContinuousClock.Instant?

  /// - Parameter world: a communicator that nothing else uses.
  init(world: Communicator, deadlineSeconds: Double) {
    self.world = world
    self.deadlineSeconds = deadlineSeconds
    message = .allocate(capacity: 3)
    question = .allocate(capacity: 3)
    message.initialize(repeating: 0)
    question.initialize(repeating: 0)
    answers = Array(repeating: nil, count: world.size)
  }

  deinit {
    message.deallocate()
    question.deallocate()
  }

  /// Answers the ranks that ask. Called again and again.
  func answerQuestions(progress: Progress) throws {
    while let sender = try world.receiveWaiting(into: question, tag: Self.questionTag) {
      if sender < world.rank { lastQuestionFromLowerRank = .now }
      _ = message.update(fromContentsOf: progress.numbers)
      var request = try world.startSend(UnsafeBufferPointer(message), to: sender, tag: Self.answerTag)
      try request.wait()
    }
  }

  /// Ends the job if this rank has waited since `start` for longer than the deadline.
  func check(_ wait: Wait, since start: ContinuousClock.Instant, progress: Progress) throws {
    guard (ContinuousClock.now - start) / .seconds(1) > deadlineSeconds else { return }
    // Where several ranks wait, the lowest speaks.
    if let asked = lastQuestionFromLowerRank, ContinuousClock.now - asked < .seconds(30) { return }
    guard try collectAnswers(progress: progress) else { return }
    let text =
      "sdgp-dist: rank \(world.rank): step \(progress.step), \(wait): "
      + "no sum after \(deadlineSeconds) s; \(blame(wait, progress: progress)); "
      + "see the logs of those ranks, or raise --stall-seconds if a step may take that long\n"
    FileHandle.standardError.write(Data(text.utf8))
    world.abort(code: 70)
  }

  /// Asks everybody; false if a lower rank asks too and will speak instead.
  private func collectAnswers(progress: Progress) throws -> Bool {
    for rank in answers.indices {
      answers[rank] = rank == world.rank ? progress : nil
      guard rank != world.rank else { continue }
      var request = try world.startSend(UnsafeBufferPointer(message), to: rank, tag: Self.questionTag)
      _ = try request.test()
    }
    let start = ContinuousClock.now
    while answers.contains(nil), (ContinuousClock.now - start) / .seconds(1) < Self.answerSeconds {
      try answerQuestions(progress: progress)
      if let asked = lastQuestionFromLowerRank, asked > start { return false }
      while let sender = try world.receiveWaiting(into: question, tag: Self.answerTag) {
        answers[sender] = Progress(step: question[0], handedOver: question[1], waits: question[2])
      }
      usleep(1000)
    }
    return true
  }

  private func blame(_ wait: Wait, progress: Progress) -> String {
    let late = answers.enumerated().compactMap { rank, answer -> String? in
      let name = "rank \(rank) on \(world.hostNames[rank])"
      guard let answer else { return "\(name) does not answer" }
      return wait.isMissed(at: answer, by: progress)
        ? "\(name) is at step \(answer.step) with \(answer.handedOver) buckets ready" : nil
    }
    return late.isEmpty
      ? "every rank has sent its part, so the link is at fault" : "late: " + late.joined(separator: ", ")
  }
}

extension StallWatch.Wait: CustomStringConvertible {
  var description: String {
    switch self {
    case .bucket(let bucket, let count): "bucket \(bucket + 1) of \(count)"
    case .call(let purpose): purpose
    }
  }

  /// Whether a rank that is at `other` has yet to come to where a rank at `own` waits.
  func isMissed(at other: StallWatch.Progress, by own: StallWatch.Progress) -> Bool {
    guard other.step == own.step else { return other.step < own.step }
    return switch self {
    case .bucket(let bucket, _): other.handedOver <= bucket
    case .call: other.waits < own.waits
    }
  }
}
