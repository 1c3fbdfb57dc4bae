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
    var handedOver: Int
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
    message = .allocate(capacity: 2)
    question = .allocate(capacity: 2)
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
      message[0] = progress.step
      message[1] = progress.handedOver
      var request = try world.startSend(UnsafeBufferPointer(message), to: sender, tag: Self.answerTag)
      try request.wait()
    }
  }

  /// Ends the job if `bucket`, handed over at `start`, has been under way for longer than the deadline.
  func check(bucket: Int, of bucketCount: Int, since start: ContinuousClock.Instant, progress: Progress) throws {
    guard (ContinuousClock.now - start) / .seconds(1) > deadlineSeconds else { return }
    // Where several ranks wait, the lowest speaks.
    if let asked = lastQuestionFromLowerRank, ContinuousClock.now - asked < .seconds(30) { return }
    guard try collectAnswers(progress: progress) else { return }
    let text =
      "sdgp-dist: rank \(world.rank): step \(progress.step), bucket \(bucket + 1) of \(bucketCount): "
      + "no sum after \(deadlineSeconds) s; \(blame(bucket: bucket, step: progress.step)); "
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
        answers[sender] = Progress(step: question[0], handedOver: question[1])
      }
      usleep(1000)
    }
    return true
  }

  private func blame(bucket: Int, step: Int) -> String {
    let late = answers.enumerated().compactMap { rank, answer -> String? in
      let name = "rank \(rank) on \(world.hostNames[rank])"
      guard let answer else { return "\(name) does not answer" }
      let isLate = answer.step < step || answer.step == step && answer.handedOver <= bucket
      return isLate ? "\(name) is at step \(answer.step) with \(answer.handedOver) buckets ready" : nil
    }
    return late.isEmpty
      ? "every rank has sent its part, so the link is at fault" : "late: " + late.joined(separator: ", ")
  }
}
