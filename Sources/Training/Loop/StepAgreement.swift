import Communication

/// What the ranks tell each other at the end of a step, in one message.
struct StepAgreement {
  /// The sum of all ranks' losses.
  let lossSum: Double
  /// Over all ranks, the samples that the network was right about.
  let correct: Int
  /// Whether a rank was asked to stop.
  let stops: Bool
  /// Whether rank 0 finds a checkpoint due.
  let isCheckpointDue: Bool
  /// Whether every rank has done its part of the checkpoint under way.
  let areWritersDone: Bool

  /// Collective.
  init(
    lossSum: Double, correct: Int, isAskedToStop: Bool, isCheckpointDue: Bool, isWriterDone: Bool,
    over communicator: Communicator
  ) throws {
    let sums = try communicator.allreduce(
      [lossSum, isAskedToStop ? 1 : 0, isCheckpointDue ? 1 : 0, isWriterDone ? 1 : 0, Double(correct)], .sum,
      for: "the mean loss")
    self.lossSum = sums[0]
    self.correct = Int(sums[4])
    (stops, self.isCheckpointDue) = (sums[1] > 0, sums[2] > 0)
    areWritersDone = Int(sums[3]) == communicator.size
  }
}
