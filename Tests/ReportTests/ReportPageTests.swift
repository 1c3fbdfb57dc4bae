import Files
import Foundation
import Report
import TestSupport
import Testing

/// If these fail, the page of `report` shows something else than the runs' files say, or cannot be read.
@Suite struct ReportPageTests {
  private func pruned(_ name: String, ranks: Int = 2) -> ExampleRun {
    var run = ExampleRun(name, ranks: ranks, accuracy: 0.94)
    run.summary?.prune.rule = "rescaled"
    run.summary?.prune.nonzeros = 2
    run.summary?.prune.groupSize = 4
    run.recipe["pruning"] = ["rule": "rescaled", "share": 4] as [String: Any]
    run.ranks = run.ranks.map { $0.merging(["backward": 0, "backward_pruned": 0.5, "prune": 0.1]) { $1 } }
    return run
  }

  @Test func aPageWithEveryChartIsWellFormedAndLabelled() throws {
    let runs = [ExampleRun("one", ranks: 1), ExampleRun("two", ranks: 2), pruned("sparse")]
    let page = PageParser(try html(runs))
    #expect(page.isWellFormed && page.unlabelled == 0)
    for heading in [
      "Runs", "Settings that differ", "Training loss over steps", "Test accuracy over wall time",
      "Test loss over epochs", "Time of a step by phase", "Exchange against compute", "Time of a step by rank",
      "Samples per second against ranks", "A step, dense and pruned",
    ] {
      #expect(page.headings.contains(heading), "\(heading)")
    }
    #expect(page.elements["script"] == nil && page.elements["link"] == nil && page.elements["img"] == nil)
  }

  @Test func namesFromFilesNeverBecomeMarkup() throws {
    let hostile = "<script>alert('1')</script>\"&amp;\u{0}\u{1B}\u{202E}\u{FFFE}]]>"
    var run = ExampleRun("a<b>&'c\"", ranks: 2)
    run.host = hostile
    run.ranks[1]["forward"] = 9
    run.summary?.model = hostile
    run.summary?.prune.rule = hostile
    run.summary?.prune.nonzeros = 1
    run.summary?.prune.groupSize = 4
    run.recipe = [hostile: hostile, "batch_size": 64]
    let html = try html([run, ExampleRun("--><svg onload=\"x\">", ranks: 2)])
    let page = PageParser(html)
    #expect(page.isWellFormed && page.elements["script"] == nil && page.elements["b"] == nil)
    #expect(!html.contains("<script") && !html.contains("<svg onload"))
    let cleaned = hostile.replacing("\u{0}\u{1B}\u{202E}\u{FFFE}", with: "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(page.row("a<b>&'c\"")?.first == cleaned)
  }

  @Test func theTableShowsWhatSummariesSay() throws {
    var run = ExampleRun("first", ranks: 4, accuracy: 0.98765, wallSeconds: 187)
    run.summary?.compress.codec = "bf16"
    run.summary?.steps = 12_345
    run.summary?.trainAccuracy = 0.991
    let page = PageParser(try html([run, pruned("second")]))
    #expect(
      page.row("first") == [
        "digits-cnn", "digits", "4 x 1", "avx2", "none", "bf16", "2", "12,345", "99.10%", "98.77%", "4,000",
        "3 min 7 s",
      ])
    #expect(page.row("second")?[4] == "2:4 rescaled")
  }

  @Test(arguments: [3, 31]) func confusionsAreShownAsATableOrByTheirNumber(classes: Int) throws {
    let folder = try TemporaryFolder()
    let run = try ExampleRun("first").write(into: folder)
    let rows = (0..<classes).map { label in
      ["<\(label)>"] + (0..<classes).map { label == 2 && $0 == 1 ? "3" : label == $0 ? "9" : "0" }
    }
    let lines = [["label"] + rows.map { $0[0] }] + rows
    try folder.write(lines.map(CommaSeparatedValues.line).joined(), to: "first/confusion.csv")
    let page = PageParser(ReportPage(try RunRecord.read([run])).html)
    #expect(page.isWellFormed)
    #expect(page.row("<2>") == (classes == 3 ? ["", "3", "9"] : ["<1>", "3", "25.00%"]))
    try folder.write("a,b\n1", to: "first/confusion.csv")
    #expect(throws: ReadingError.self) { try RunRecord.read([run]) }
  }

  @Test func onlySettingsThatDifferAreListed() throws {
    var other = pruned("second")
    other.recipe["schedule"] = ["shape": "cosine"]
    other.recipe["output"] = "elsewhere"
    let page = PageParser(try html([ExampleRun("first"), other]))
    #expect(page.row("schedule.shape") == ["cyclic", "cosine"])
    #expect(page.row("pruning.share") == ["–", "4"])
    for same in ["model", "seed", "batch_size", "output", "ranks"] { #expect(page.row(same) == nil, "\(same)") }
  }

  @Test func barsAddUpToThePhasesOfAStep() throws {
    let page = PageParser(try html([ExampleRun("first"), pruned("second")]))
    // Of 40 steps: data, forward, three of backward, prune, exchange exposed, optimizer and their sum, without hidden and other.
    let rows = page.rows.filter { $0.first == "first" && $0.count == 10 }
    #expect(rows.contains(["first", "2.50", "12.5", "25.0", "0", "0", "0", "5.00", "0", "45.0"]), "\(rows)")
    #expect(page.row("second rank 1") == ["2.50", "12.5", "0", "0", "12.5", "2.50", "5.00", "0", "35.0"])
  }

  @Test func unknownPhasesAreNamedAndNotAdded() throws {
    var run = ExampleRun("first")
    run.ranks[0]["teleport"] = 1000
    let html = try html([run])
    #expect(html.contains("does not know are left out: teleport"))
    #expect(PageParser(html).row("first rank 0")?.last == "45.0")
  }

  @Test func theRankThatKeepsTheOthersWaitingIsNamed() throws {
    var run = ExampleRun("uneven", ranks: 4)
    #expect(try !html([run]).contains("is the slowest"))
    // Waiting alone makes no rank slow.
    run.ranks[1]["exchange_exposed"] = 50
    #expect(try !html([run]).contains("is the slowest"))
    run.ranks[2]["forward"] = 0.9
    #expect(try html([run]).contains("uneven: rank 2 on node is the slowest; its own work takes 25% longer"))
  }

  @Test func pairsAreOfTheSameRanksAndBatch() throws {
    let page = PageParser(try html([ExampleRun("one", ranks: 1), ExampleRun("two"), pruned("sparse")]))
    #expect(
      page.rows.contains([
        "sparse", "two", "2:4 rescaled", "45.0", "35.0", "1.29x", "95.00%", "94.00%", "-1.00",
      ]))
    var larger = ExampleRun("larger")
    larger.recipe["batch_size"] = 128
    for other in [ExampleRun("one", ranks: 1), larger] {
      #expect(!PageParser(try html([other, pruned("sparse")])).headings.contains("Dense against pruned"))
    }
  }

  @Test func scalingComparesRunsThatDifferInRanksAlone() throws {
    var four = ExampleRun("four", ranks: 4)
    four.summary?.samplesPerSecond = 3000
    let page = PageParser(try html([ExampleRun("one", ranks: 1), four]))
    #expect(page.rows.contains(["dense", "4", "3,000", "75.00%"]))
    four.recipe["batch_size"] = 128
    #expect(
      !PageParser(try html([ExampleRun("one", ranks: 1), four])).headings.contains("Samples per second against ranks"))
  }

  @Test func absurdNumbersBreakNoChart() throws {
    var run = ExampleRun("absurd", ranks: 2)
    run.summary?.samplesPerSecond = 1e308
    run.summary?.testAccuracy = -1e300
    run.summary?.wallSeconds = .greatestFiniteMagnitude
    run.summary?.steps = .min
    run.summary?.worldSize = .max
    run.summary?.epochs = .max
    run.ranks = [
      ["forward": 1e308, "backward": 1e308], ["forward": -1e308, "exchange_hidden": .leastNonzeroMagnitude],
    ]
    run.accuracies = [1e300, -1e300, 0, 1e14, 1e-300]
    run.recipe["batch_size"] = 1e300
    let html = try html([run, ExampleRun("usual")])
    #expect(PageParser(html).isWellFormed)
    #expect(!html.contains("nan") && !html.contains("inf\""))
  }

  private func html(_ runs: [ExampleRun]) throws -> String {
    let place = try TemporaryFolder()
    for run in runs { try run.write(into: place) }
    return ReportPage(try RunRecord.read(runs.map { place.path($0.name) })).html
  }
}
