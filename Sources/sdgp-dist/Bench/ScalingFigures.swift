import Exchange
import Files
import Foundation
import Kernels
import Training

/// The result of `bench scaling`.
struct ScalingFigures: Encodable {
  /// A codec on a number of ranks.
  struct Row: Encodable {
    let codec: String
    let ranks: Int
    let bytes: Double
    let messages: Int
    let memory: Int
    let denseMilliseconds: Double
    let prunedMilliseconds: Double

    enum CodingKeys: String, CodingKey {
      case codec, ranks, messages
      case bytes = "bytes_sent"
      case memory = "memory_bytes"
      case denseMilliseconds = "dense_ms"
      case prunedMilliseconds = "pruned_ms"
    }
  }

  /// A codec with dense and with pruned steps.
  private struct Way {
    let codec: Codec
    let dense: ScalingModel
    let pruned: ScalingModel
    var processorSeconds: Double { dense.buckets.reduce(0) { $0 + $1.processorSeconds } }
  }

  let rows: [Row]
  private let ways: [Way]
  private let counts: [Int]
  private let link: Link
  private let title: String

  enum CodingKeys: String, CodingKey { case rows }

  /// Measures the steps and the codecs, and works out every number of ranks: the powers of two up to `ranks`, and it.
  init(
    setting: StepSetting, pruning: Pruning?, rounds: Int, ranks: Int, link: Link,
    configuration: ExchangeConfiguration
  ) throws {
    func times(_ pruning: Pruning?) throws -> GradientTimes {
      try GradientTimes(
        model: setting.model, shape: setting.shape, classes: setting.classes, stem: setting.stem, pruning: pruning,
        context: setting.context, rounds: rounds)
    }
    let (dense, pruned) = (try times(nil), try times(pruning))
    let costs = try BucketCosts(
      communicator: setting.communicator, gradients: dense.gradients, tensors: dense.tensors,
      configuration: configuration, tiles: setting.context.codecTiles)
    let ways = try Codec.allCases.map { codec in
      let measured = try costs.measure(codec)
      func model(_ times: GradientTimes) -> ScalingModel {
        ScalingModel(
          buckets: zip(costs.lastTensors, measured).map { last, bucket in
            ScalingModel.Bucket(
              readySeconds: times.readySeconds[last], processorSeconds: bucket.processorSeconds, cost: bucket.cost)
          }, backwardEndSeconds: times.backwardEndSeconds, optimizerSeconds: times.optimizerSeconds)
      }
      return Way(codec: codec, dense: model(dense), pruned: model(pruned))
    }
    let powers = (0..<Int.bitWidth - 1).map { 1 << $0 }.prefix { $0 <= ranks }
    let counts = powers + (powers.last == ranks ? [] : [ranks])
    rows = ways.flatMap { way in
      counts.map { count in
        Row(
          codec: way.codec.rawValue, ranks: count, bytes: way.dense.meanBytes(ranks: count),
          messages: way.dense.messages(ranks: count), memory: way.dense.memory,
          denseMilliseconds: 1e3 * way.dense.stepSeconds(ranks: count, link: link),
          prunedMilliseconds: 1e3 * way.pruned.stepSeconds(ranks: count, link: link))
      }
    }
    (self.ways, self.counts, self.link) = (ways, Array(counts), link)
    title =
      "\(setting.model.rawValue), batch of \(setting.shape) a rank, \(setting.context.kernels.rawValue), oneDNN "
      + "\(ComputeContext.oneDNNVersion), \(setting.context.threads) thread(s)\n"
      + "a step of one rank, measured: dense \(Self.text(1e3 * dense.stepSeconds)) ms, "
      + "\(pruning.map(Self.label) ?? "dense again") \(Self.text(1e3 * pruned.stepSeconds)) ms; "
      + "\(Self.text(4e-6 * Double(dense.gradients.count))) MB of gradients in \(costs.lastTensors.count) bucket(s)"
  }

  /// For people.
  var text: String {
    let sections = [
      [title], codecTable,
      ["messages of a step, one after the other"] + table { way, count in "\(way.dense.messages(ranks: count))" },
      ["expected ms of a dense step; * the best codec: of those within 1% of the fastest the one that loses least"]
        + timeTable(\.dense),
      ["expected ms of a pruned step"] + timeTable(\.pruned),
      ["best codec of a pruned step by the link's Gbit/s"] + winners,
    ]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var codecTable: [String] {
    let largest = max(counts.last ?? 1, 2)
    return TextTable(
      rows: [["codec", "MB sent", "MB held", "processor ms"]]
        + ways.map { way in
          [
            way.codec.rawValue, String(format: "%.2f", way.dense.meanBytes(ranks: largest) / 1e6),
            String(format: "%.2f", Double(way.dense.memory) / 1e6), Self.text(1e3 * way.processorSeconds),
          ]
        }
    ).lines
  }

  private func timeTable(_ kind: KeyPath<Way, ScalingModel>) -> [String] {
    table { way, count in
      let isBest = count > 1 && way.codec == best(kind, ranks: count, link: link)
      return Self.text(1e3 * way[keyPath: kind].stepSeconds(ranks: count, link: link)) + (isBest ? "*" : " ")
    }
  }

  /// The codec that loses least of those that are as fast as the fastest, to a hundredth.
  private func best(_ kind: KeyPath<Way, ScalingModel>, ranks: Int, link: Link) -> Codec? {
    let times = ways.map { $0[keyPath: kind].stepSeconds(ranks: ranks, link: link) }
    let least = times.min() ?? 0
    return zip(ways, times).first { $0.1 <= 1.01 * least }?.0.codec
  }

  /// A line a number of ranks, a column a codec.
  private func table(_ cell: (Way, Int) -> String) -> [String] {
    TextTable(
      rows: [["ranks"] + ways.map(\.codec.rawValue)]
        + counts.map { count in ["\(count)"] + ways.map { cell($0, count) } },
      leftColumns: []
    ).lines
  }

  private static let speeds = [0.1, 1, 10, 25, 100]

  private var winners: [String] {
    let links = Self.speeds.map {
      Link(gigabitsPerSecond: $0, latencyMicroseconds: 1e6 * link.latencySeconds)
    }
    return TextTable(
      rows: [["ranks"] + Self.speeds.map { String(format: "%g", $0) }]
        + counts.filter { $0 > 1 }.map { count in
          ["\(count)"]
            + links.map { best(\.pruned, ranks: count, link: $0)?.rawValue ?? "" }
        }, leftColumns: []
    ).lines
  }

  private static func label(_ pruning: Pruning) -> String {
    "\(pruning.rule.rawValue) \(pruning.nonzeros):\(pruning.groupSize)"
      + (pruning.weightGradient == .dense ? "" : ", both")
  }

  private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}
