import Files
import TestSupport
import Testing

@testable import sdgp_launch

@Suite("Timing of finished runs")
struct TimingTests {
  static let summary = """
    { "version": "1", "model": "digits-cnn", "parameters": 9, "dataset": "digits", "world_size": 2,
      "threads_per_rank": 1, "hosts": ["a"], "kernels": "avx512",
      "prune": {"rule": "rescaled", "nonzeros": 2, "group_size": 4, "share": 4, "weight_gradient": "dense"},
      "compress": {"codec": "none", "bytes_per_step_dense": 0, "bytes_per_step_sent": 0}, "steps": 10, "epochs": 1, "samples": 640, "wall_seconds": 12.0,
      "samples_per_second": 64.4, "train_loss": 0.1, "test_accuracy": 0.9875, "test_loss": 0.05, "test_samples": 80,
      "parameter_digest": "xxh3:0", "peak_memory_bytes": 1, "phases": {
      "data": {"min": 0, "mean": 0, "max": 0}, "forward": {"min": 3, "mean": 4, "max": 5, "max_rank": 1},
      "backward": {"min": 4, "mean": 4, "max": 4}, "exchange_exposed": {"min": 0.5, "mean": 1, "max": 1.5},
      "exchange_hidden": {"min": 3, "mean": 3, "max": 3}, "evaluate": {"min": 1, "mean": 1, "max": 1} } }
    """

  private func run(replacing text: String = "", with other: String = "") throws -> RunSummary {
    let folder = try TemporaryFolder()
    try folder.write(text.isEmpty ? Self.summary : Self.summary.replacing(text, with: other), to: "run/summary.json")
    return try RunSummary(folder: folder.path("run"))
  }

  @Test("Shares would not add up, or hidden exchange would count as time of its own")
  func table() throws {
    let lines = TimingTable(try run()).text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
      lines == [
        "Time over 2 ranks of 1 thread, 10 steps in 12.0 s:",
        "phase fastest s mean s slowest s on rank share imbalance",
        "forward 3.000 4.000 5.000 1 40.0% 1.25", "backward 4.000 4.000 4.000 40.0% 1.00",
        "exchange_exposed 0.500 1.000 1.500 10.0% 1.50", "exchange_hidden 3.000 3.000 3.000 beside 1.00",
        "evaluate 1.000 1.000 1.000 10.0% 1.00",
        "64 samples/s; exposed exchange 10.0% of the time, 75.0% of the exchange hidden behind backward",
      ])
  }

  @Test("The comparison would mix evaluation or hidden exchange into the time per step, or compare the wrong way round")
  func comparison() throws {
    let dense = try run(replacing: "\"rescaled\", \"nonzeros\": 2, \"group_size\": 4", with: "\"none\"")
    let pruned = try run(replacing: "\"mean\": 4, \"max\": 5", with: "\"mean\": 1.3, \"max\": 5")
    func settings(_ batch: String) -> RunSettings {
      var settings = RunSettings()
      (settings.batchSize, settings.epochs, settings.seed, settings.learningRate) = (batch, "10", "0", "0.1")
      return settings
    }
    let text = RunComparison([
      ("dense", dense, settings("64")), ("pruned", pruned, settings("64")),
    ]).text
    #expect(!text.contains("not comparable"))
    let other = RunComparison([("dense", dense, settings("64")), ("pruned", pruned, settings("32"))]).text
    #expect(other.hasSuffix("not comparable: the runs differ in batch"), "\(other)")
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.contains("ms per step 900.00 630.00"))
    #expect(rows.contains("pruning none 2:4 rescaled, share 4"))
    #expect(rows.contains("test accuracy 98.75% 98.75%"))
    #expect(rows.contains("exchange_hidden (beside backward) 300.00 300.00"))
    #expect(rows.contains("time per step, dense = 1 1.00 0.70"))
  }

  @Test("The speed of more ranks would be compared with the wrong one, or numbers of ranks be misread")
  func scaling() throws {
    var (one, four) = (try run(), try run())
    one.worldSize = 1
    (four.worldSize, four.samplesPerSecond) = (4, 193.2)
    let rows = ScalingTable([one, four]).text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(rows[2] == "1 64 900.00 1.00 100% 10.0% 98.75%")
    #expect(rows[3].hasPrefix("4 193 900.00 3.00 75%"))
    #expect(RankCounts(argument: "1,2,16")?.values == [1, 2, 16])
    for text in ["", "1,,2", "0,1", "2,2", "1,x", "99999999999999999999"] { #expect(RankCounts(argument: text) == nil) }
  }

  @Test("A broken or missing summary would end in a stack trace")
  func refusesBrokenSummaries() throws {
    #expect(throws: RunSummaryError.self) { try run(replacing: "\"steps\": 10,", with: "") }
    #expect(throws: RunSummaryError.self) { try RunSummary(folder: "/nonexistent") }
  }
}
