import Foundation

/// What the launcher reads from a run's `summary.json`.
struct RunSummary: Decodable {
  /// Seconds over the whole run, over the ranks.
  struct Spread: Decodable {
    let min: Double
    let mean: Double
    let max: Double
  }

  struct Pruning: Decodable {
    let rule: String
    let nonzeros: Int?
    let groupSize: Int?
    let share: Int?
    let weightGradient: String?
  }

  struct Compression: Decodable {
    let codec: String
    let ratio: Double?
  }

  let model: String
  let dataset: String?
  let worldSize: Int
  let threadsPerRank: Int
  let kernels: String?
  let prune: Pruning?
  let compress: Compression?
  let steps: Int
  let epochs: Int?
  let wallSeconds: Double
  let samplesPerSecond: Double
  let testAccuracy: Double?
  let testLoss: Double?
  let phases: [String: Spread]

  /// Reads `directory/summary.json`.
  ///
  /// - Throws: `LaunchError` if it is missing or not as it should be.
  init(directory: String) throws {
    let path = directory + "/summary.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LaunchError(LaunchError.data, "\(path) cannot be read; name the output folder of a finished run")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(RunSummary.self, from: data)
    } catch {
      throw LaunchError(LaunchError.data, "\(path) is not the summary of a run; train again or name another folder")
    }
  }
}

extension RunSummary {
  /// A phase by its name in the file, and the name that tables show.
  struct PhaseName {
    let key: String
    let title: String
    /// Whether it takes time of its own; the exchange that hides behind backward does not.
    var isExposed = true
    /// Whether it is part of a training step.
    var isPartOfStep = true
  }

  /// In the order of a step.
  static let phaseNames = [
    PhaseName(key: "data", title: "data"),
    PhaseName(key: "forward", title: "forward"),
    PhaseName(key: "backward", title: "backward"),
    PhaseName(key: "prune", title: "prune"),
    PhaseName(key: "exchange_exposed", title: "exchange, exposed"),
    PhaseName(key: "exchange_hidden", title: "exchange, hidden", isExposed: false, isPartOfStep: false),
    PhaseName(key: "optimizer", title: "optimizer"),
    PhaseName(key: "evaluate", title: "evaluate", isPartOfStep: false),
    PhaseName(key: "other", title: "other", isPartOfStep: false),
  ]

  /// The mean over the ranks of what the steps took, in seconds a step; without evaluation, start and end.
  var secondsPerStep: Double {
    Self.phaseNames.filter(\.isPartOfStep).reduce(0) { $0 + (phases[$1.key]?.mean ?? 0) } / Double(max(1, steps))
  }

  /// The mean over the ranks of all phases that take time of their own.
  var exposedSeconds: Double {
    Self.phaseNames.filter(\.isExposed).reduce(0) { $0 + (phases[$1.key]?.mean ?? 0) }
  }
}
