import RankTestSupport
import Testing
import Timing

@testable import Communication

@Suite(.serialized) struct RankStallInquiryTests {
  /// What rank 0 learns that waits for `reason` at `own`, while the others are at `theirs` and answer.
  private func blame(
    _ reason: StallInquiry.Wait.Reason, own: StallInquiry.Progress, theirs: StallInquiry.Progress, _ world: Communicator
  ) throws -> String? {
    let inquiry = StallInquiry(world: try world.duplicate(for: "a test"))
    let end = try world.duplicate(for: "a test")
    var blame: String?
    if world.rank == 0 {
      blame = try inquiry.blame(StallInquiry.Wait(reason: reason, start: .now)) { own }
    }
    var isOver = [Int](repeating: 0, count: 1)
    try isOver.withUnsafeMutableBufferPointer { values in
      var request = try end.startBroadcast(values, from: 0)
      while try !request.test() { try inquiry.answerQuestions(theirs) }
    }
    try inquiry.end()
    return blame
  }

  @Test("The rank that keeps the others waiting is named, with where it is; without it nobody knows whose logs to read")
  func namesTheLate() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let own = StallInquiry.Progress(step: 7, exchanges: 9, readyBuckets: 2, calls: 20)
      let late = StallInquiry.Progress(step: 7, exchanges: 9, readyBuckets: 1, calls: 19, phase: .data)
      for reason in [StallInquiry.Wait.Reason.bucket(1, of: 3), .call("the mean loss")] {
        let text = try blame(reason, own: own, theirs: late, world)
        guard world.rank == 0 else { continue }
        #expect(
          text?.contains("late: rank 1 on \(world.hostNames[1]) is at step 7 with 1 buckets ready, in data") == true)
      }
      let text = try blame(.bucket(0, of: 3), own: own, theirs: late, world)
      #expect(world.rank > 0 || text?.contains("the link is at fault") == true)
    }
  }

  @Test("A rank that does not answer has stopped altogether, and is named as such")
  func namesTheSilent() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let inquiry = StallInquiry(world: try world.duplicate(for: "a test"), answerSeconds: 0.1)
      if world.rank == 0 {
        let text = try inquiry.blame(StallInquiry.Wait(reason: .call("a test"), start: .now)) { .init() }
        #expect(text?.contains("rank 1 on \(world.hostNames[1]) does not answer") == true)
      }
      try world.barrier(for: "a test")
      // Questions that nobody took are withdrawn, or MPI would work on buffers that are gone.
      try inquiry.end()
    }
  }
}
