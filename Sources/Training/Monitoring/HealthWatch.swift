import Communication
import Files
import Foundation
import Timing

/// Says while a run goes on what its user would else find out at its end: a rank that is slower than the others, and a
/// loss that grows.
struct HealthWatch {
  /// Steps between two looks, over which a rank's work is added up.
  static let interval = 50
  /// How much longer than the ranks' median a rank may take, for its work and for a sample of it.
  static let tolerance = 1.2
  /// Steps whose mean loss is compared with that of the run's first.
  static let lossSteps = 20

  private var before: (step: Int, totals: PhaseTotals)?
  private var slowRanks: Set<Int> = []
  private var lastLosses: [Double] = []
  private var hasWarnedOfLoss = false

  /// What to say after step `step` (1 is the first), whose loss is `loss`; nil where all is well. Each rank and the loss
  /// are named once. Collective at every `interval`-th step.
  ///
  /// - Parameters:
  ///   - firstLoss: the mean of the run's first steps, nil where it is not known: then no loss is said to grow.
  ///   - totals: what this rank spent on its phases so far.
  ///   - samples: of a batch, this rank's.
  mutating func warnings(
    step: Int, loss: Double, firstLoss: Double?, totals: @autoclosure () -> PhaseTotals, samples: Int,
    over communicator: Communicator
  ) throws -> [String] {
    var warnings = note(loss: loss, firstLoss: firstLoss, step: step).map { [$0] } ?? []
    if let before, step % Self.interval == 0, communicator.size > 1 {
      let now = totals()
      warnings += try slowRanks(step: step, now, before, samples: samples, over: communicator)
      self.before = (step, now)
    }
    // The first step is like no other.
    if before == nil { before = (step, totals()) }
    return warnings
  }

  /// The lower of two middle ones, so that of two ranks the slower is seen. There is at least one value.
  static func median(_ values: [Double]) -> Double { values.sorted()[(values.count - 1) / 2] }

  private mutating func slowRanks(
    step: Int, _ now: PhaseTotals, _ before: (step: Int, totals: PhaseTotals), samples: Int,
    over communicator: Communicator
  ) throws -> [String] {
    let work = now.workSeconds - before.totals.workSeconds
    let (all, steps) = (try communicator.allgather(work, for: "the ranks' speed"), step - before.step)
    let shares = try communicator.allgather(max(1, samples), for: "the ranks' speed")
    let each = zip(all, shares).map { $0 / Double($1) }
    let (median, medianOfEach) = (Self.median(all), Self.median(each))
    // Where the batch does not divide, more samples take longer, and for fewer nobody waits.
    let slow = all.indices.filter {
      all[$0] > Self.tolerance * median && each[$0] > Self.tolerance * medianOfEach && !slowRanks.contains($0)
    }
    slowRanks.formUnion(slow)
    return slow.map { rank in
      String(
        format:
          "rank %d on %@ took %.0f%% longer than the median of the ranks over the last %d steps (%.1f and %.1f ms "
          + "a step); all others wait for it: look for other load, or a slower or hotter processor there", rank,
        communicator.hostNames[rank], 100 * (all[rank] / median - 1), steps, 1000 * all[rank] / Double(steps),
        1000 * median / Double(steps))
    }
  }

  private mutating func note(loss: Double, firstLoss: Double?, step: Int) -> String? {
    lastLosses.append(loss)
    if lastLosses.count > Self.lossSteps { lastLosses.removeFirst() }
    guard !hasWarnedOfLoss, lastLosses.count == Self.lossSteps, let firstLoss else { return nil }
    let last = lastLosses.reduce(0, +) / Double(Self.lossSteps)
    guard last > 2 * firstLoss else { return nil }
    hasWarnedOfLoss = true
    return String(
      format: "the loss grows: %.4g over the last %d steps up to step %d, %.4g over the run's first; training may be "
        + "diverging: lower --learning-rate, or let it rise longer (--peak-epoch, --warmup-epochs)", last,
      Self.lossSteps, step, firstLoss)
  }
}
