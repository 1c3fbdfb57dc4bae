import Communication
import Files
import Foundation
import Kernels
import TestSupport
import Testing
import Timing

@testable import Training

/// If these fail, a user looks for lost time in the wrong place.
@Suite(.serialized) struct RankMonitoringTests {
  private struct Trace: Decodable {
    struct Event: Decodable {
      var name: String
      var ph: String
      var ts: Double?
      var dur: Double?
      var pid: Int
    }
    var traceEvents: [Event]
  }

  private func run(_ world: Communicator, in folder: TemporaryFolder, _ change: (inout Recipe) -> Void) throws {
    var recipe = Recipe()
    (recipe.epochs, recipe.steps, recipe.batchSize) = (3, 60, 64)
    recipe.output = try world.agreed(folder.path("run"), for: "a test")
    recipe.quiet = true
    change(&recipe)
    _ = try Trainer(recipe: recipe, communicator: world).run()
  }

  @Test func eachRanksPhasesAddUpToItsTimeAndTheSlowestIsNamed() throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    let start = Stopwatch()
    try run(world, in: folder) {
      $0.pruning = try? Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .dense)
      $0.checkpoints.everySteps = 20
      $0.slowdown = Slowdown("\(world.size - 1):20")
    }
    let wall = start.seconds
    guard world.rank == 0 else { return }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let ranks = try decoder.decode([RankTiming].self, from: Data(folder.bytes("run/timing.json")))
    #expect(ranks.map(\.rank) == Array(0..<world.size))
    // 20 ms are far more than a step's work.
    if world.size > 1 { #expect(ranks.filter { $0.workOverMedian > 1.2 }.map(\.rank).contains(world.size - 1)) }
    let exposed = Set(Phase.allCases.filter(\.isExposed).map(\.name))
    for rank in ranks {
      #expect(Set(rank.phases.keys) == Set(Phase.allCases.map(\.name)))
      let sum = rank.phases.filter { exposed.contains($0.key) }.reduce(0) { $0 + $1.value.seconds }
      #expect(abs(sum - rank.wallSeconds) < 1e-6)
      // Results are written after the last phase has been counted.
      #expect(sum > 0.75 * wall && sum < wall + 0.05, "rank \(rank.rank)")
      for name in ["forward", "backward", "optimizer", "data"] { #expect(rank.phases[name]?.calls == 60, "\(name)") }
      for name in ["backward_dense", "backward_pruned", "prune", "evaluate", "checkpoint"] {
        #expect(rank.phases[name]!.calls > 0 && rank.phases[name]!.seconds > 0, "\(name)")
      }
    }
    let summary = try RunSummary(folder: folder.path("run"))
    #expect(summary.phases["data"]?.maxRank == world.size - 1)
    #expect(summary.phases["data"]!.max > 60 * 0.02)
  }

  @Test func theTraceHoldsTheFirstStepsOfAllRanksOnOneClock() throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    try run(world, in: folder) { $0.traceSteps = 5 }
    guard world.rank == 0 else { return }
    let events = try JSONDecoder().decode(Trace.self, from: Data(folder.bytes("run/trace.json"))).traceEvents
    let times = events.compactMap(\.ts)
    #expect(times.min() == 0)
    for rank in 0..<world.size {
      let spans = events.filter { $0.pid == rank && $0.ph == "X" }
      #expect(spans.count { $0.name == "forward" } == 5 && spans.count { $0.name == "optimizer" } == 5)
      #expect(spans.allSatisfy { $0.dur! >= 0 })
      // All ranks finish an exchange together: the fifth step's update begins at nearly the same time everywhere.
      let update = spans.filter { $0.name == "optimizer" }[4].ts!
      let first = events.filter { $0.pid == 0 && $0.name == "optimizer" }[4].ts!
      #expect(abs(update - first) < 1e6, "A clock of its own would be off by more than a second.")
      let (begins, ends) = (
        events.count { $0.pid == rank && $0.ph == "b" }, events.count { $0.pid == rank && $0.ph == "e" }
      )
      #expect(begins == ends && (world.size == 1 || begins >= 5))
    }
  }

  @Test func aSlowRankIsNamedOnceAndAFastOneNever() throws {
    let world = try Communicator.start()
    var watch = HealthWatch()
    var said: [String] = []
    for step in 1...150 {
      var totals = PhaseTotals(
        seconds: [Double](repeating: 0, count: Phase.allCases.count),
        calls: [Int](repeating: 0, count: Phase.allCases.count))
      totals.seconds[Phase.forward.rawValue] = Double(step) * (world.rank == world.size - 1 ? 0.013 : 0.01)
      // Waiting for the others is no work.
      totals.seconds[Phase.exchangeExposed.rawValue] = Double(step) * (world.rank == 0 ? 1 : 0)
      said += try watch.warnings(step: step, loss: 1, firstLoss: nil, totals: totals, samples: 4, over: world)
    }
    #expect(said.count == (world.size == 1 ? 0 : 1))
    #expect(said.allSatisfy { $0.hasPrefix("rank \(world.size - 1) on ") && $0.contains("30% longer") })
  }

  /// Fails where a user looks for other load on ranks that have a sample more than others, or than those with one less.
  @Test(arguments: [0, 0.1]) func moreSamplesAreNoOtherLoad(secondsBesideSamples: Double) throws {
    let world = try Communicator.start()
    var watch = HealthWatch()
    let samples = world.rank == world.size - 1 ? 4 : 3
    let said = try (1...150).flatMap { step in
      var totals = PhaseTotals(
        seconds: [Double](repeating: 0, count: Phase.allCases.count),
        calls: [Int](repeating: 0, count: Phase.allCases.count))
      totals.seconds[Phase.forward.rawValue] = Double(step) * (secondsBesideSamples + 0.01 * Double(samples))
      return try watch.warnings(
        step: step, loss: 1, firstLoss: nil, totals: totals, samples: samples, over: world)
    }
    #expect(said.isEmpty, "\(said)")
  }

  @Test func aGrowingLossIsSaidOnce() throws {
    let world = try Communicator.start()
    func warnings(continuedAfter stop: Int? = nil, _ loss: (Int) -> Double) throws -> [String] {
      var (watch, progress) = (HealthWatch(), TrainingProgress())
      let zero = PhaseTotals(
        seconds: [Double](repeating: 0, count: Phase.allCases.count),
        calls: [Int](repeating: 0, count: Phase.allCases.count))
      return try (1...200).flatMap { step in
        if step - 1 == stop {
          watch = HealthWatch()
          progress = try JSONDecoder().decode(TrainingProgress.self, from: JSONEncoder().encode(progress))
        }
        progress.finishStep(lossSum: 64 * loss(step), correct: 0, samples: 64, seconds: 1)
        return try watch.warnings(
          step: step, loss: loss(step), firstLoss: progress.firstLoss, totals: zero, samples: 4, over: world)
      }
    }
    #expect(try warnings { 2.3 * exp(-Double($0) / 50) }.isEmpty)
    #expect(try warnings { $0 == 100 ? 40 : 2.3 }.isEmpty, "One bad batch is no trend.")
    let growing = try warnings { 2.3 * exp(Double($0) / 50) }
    #expect(growing.count == 1 && growing[0].hasPrefix("the loss grows"))
    // Where a run is continued its loss may be small already: that it doubles from there is no growth.
    #expect(try warnings(continuedAfter: 100) { $0 <= 20 ? 2 : $0 <= 120 ? 0.04 : 0.1 }.isEmpty)
    #expect(try warnings(continuedAfter: 100) { $0 < 130 ? 2 : 5 }.count == 1)
    #expect(try warnings(continuedAfter: 10) { $0 < 130 ? 2 : 5 }.count == 1)
  }
}
