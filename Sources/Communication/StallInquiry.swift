import Foundation
import Timing

/// The messages by which ranks find out who keeps them waiting: only when a deadline has passed does one ask the others
/// how far they are. Used by the watch's thread alone.
final class StallInquiry {
  /// How far a rank is. The counts are the same on every rank at the same place of the program.
  struct Progress {
    /// For people; 0 before the first.
    var step = 0
    /// Exchanges of gradients begun, those of `auto` included.
    var exchanges = 0
    /// Buckets of the latest exchange that are ready to travel.
    var readyBuckets = 0
    /// Blocking calls begun.
    var calls = 0
    /// For people: a rank that is late is late with this.
    var phase = Phase.other

    fileprivate var numbers: [Int] { [step, exchanges, readyBuckets, calls, phase.rawValue] }
  }

  /// What a rank waits for, and since when.
  struct Wait {
    enum Reason {
      case bucket(Int, of: Int)
      /// A blocking call, for people.
      case call(StaticString)
    }

    let reason: Reason
    let start: ContinuousClock.Instant

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
  }

  private static let questionTag = 1
  private static let answerTag = 2

  private let world: Communicator
  private let answerSeconds: Double
  private var letters: [Letter] = []
  private var answers: [Progress?]
  private var lastQuestionFromLowerRank: ContinuousClock.Instant?

  /// - Parameters:
  ///   - world: a communicator that nothing else uses.
  ///   - answerSeconds: after which a rank counts as one that does not answer.
  init(world: Communicator, answerSeconds: Double = 5) {
    self.world = world
    self.answerSeconds = answerSeconds
    answers = Array(repeating: nil, count: world.size)
  }

  /// Answers the ranks that ask. Called again and again.
  func answerQuestions(_ progress: Progress) throws {
    try letters.removeAll { try $0.isSent() }
    while let (sender, _) = try receive(Self.questionTag) {
      if sender < world.rank { lastQuestionFromLowerRank = .now }
      letters.append(try Letter(progress.numbers, to: sender, tag: Self.answerTag, over: world))
    }
  }

  /// Asks everybody and says who is late; nil if a lower rank asks too and will speak instead.
  func blame(_ wait: Wait, ownProgress: () -> Progress) throws -> String? {
    // Where several ranks wait, the lowest speaks.
    if let asked = lastQuestionFromLowerRank, ContinuousClock.now - asked < .seconds(30) { return nil }
    guard try collectAnswers(ownProgress) else { return nil }
    let own = ownProgress()
    let late = answers.enumerated().compactMap { rank, answer -> String? in
      let name = "rank \(rank) on \(world.hostNames[rank])"
      guard let answer else { return "\(name) does not answer" }
      return wait.reason.isMissed(at: answer, by: own) ? "\(name) is \(answer)" : nil
    }
    return late.isEmpty
      ? "every rank has sent its part, so the link is at fault" : "late: " + late.joined(separator: ", ")
  }

  /// False if a lower rank asks too.
  private func collectAnswers(_ ownProgress: () -> Progress) throws -> Bool {
    // What a rank answered too late the last time says nothing about now.
    while try receive(Self.answerTag) != nil {}
    for rank in answers.indices {
      answers[rank] = rank == world.rank ? ownProgress() : nil
      guard rank != world.rank else { continue }
      letters.append(try Letter(ownProgress().numbers, to: rank, tag: Self.questionTag, over: world))
    }
    let start = ContinuousClock.now
    while answers.contains(where: { $0 == nil }), (ContinuousClock.now - start) / .seconds(1) < answerSeconds {
      try answerQuestions(ownProgress())
      if let asked = lastQuestionFromLowerRank, asked > start { return false }
      while let (sender, answer) = try receive(Self.answerTag) { answers[sender] = answer }
      usleep(1000)
    }
    return true
  }

  private func receive(_ tag: Int) throws(MPIError) -> (sender: Int, progress: Progress)? {
    var progress = Progress()
    var numbers = progress.numbers
    let sender = try numbers.withUnsafeMutableBufferPointer { numbers throws(MPIError) in
      try world.receiveWaiting(into: numbers, tag: tag)
    }
    (progress.step, progress.exchanges, progress.readyBuckets, progress.calls) =
      (numbers[0], numbers[1], numbers[2], numbers[3])
    progress.phase = Phase(rawValue: numbers[4]) ?? .other
    return sender.map { ($0, progress) }
  }

  /// Withdraws what nobody has received.
  func end() throws(MPIError) {
    for letter in letters { try letter.cancel() }
    letters.removeAll()
  }
}

extension StallInquiry.Progress: CustomStringConvertible {
  var description: String {
    (step > 0 ? "at step \(step) with \(readyBuckets) buckets ready" : "before the first step")
      + (phase == .other ? "" : ", in \(phase.name)")
  }
}

extension StallInquiry.Wait.Reason: CustomStringConvertible {
  var description: String {
    switch self {
    case .bucket(let bucket, let count): "bucket \(bucket + 1) of \(count)"
    case .call(let purpose): "\(purpose)"
    }
  }

  /// Whether a rank that is at `other` has yet to come to where a rank at `own` waits.
  func isMissed(at other: StallInquiry.Progress, by own: StallInquiry.Progress) -> Bool {
    switch self {
    case .bucket(let bucket, _):
      other.exchanges < own.exchanges || other.exchanges == own.exchanges && other.readyBuckets <= bucket
    case .call: other.calls < own.calls
    }
  }
}
