import Files

/// What `config.json` says of a run.
public struct RunSettings: Sendable {
  /// The recipe's values by their path of keys, as text.
  public var recipe: [String: String] = [:]
  public var ranks: Int?
  public var dataset: String?
  /// As it stands in the file.
  public var startedAt: String?

  /// Nothing is known.
  public init() {}

  /// - Throws: `ReadingError` where the file at `path` is no run's.
  init(path: String) throws(ReadingError) {
    struct File: Decodable {
      var recipe: JSONValue?
      var worldSize: Int?
      var dataset: String?
      var startedAt: String?

      private enum CodingKeys: String, CodingKey {
        case recipe, dataset
        case worldSize = "world_size"
        case startedAt = "started_at"
      }
    }
    let file = try JSONFile.decode(File.self, at: path, limit: 1 << 20, expected: "the configuration of a run")
    recipe = file.recipe?.flattened() ?? [:]
    (ranks, dataset, startedAt) = (file.worldSize, file.dataset, file.startedAt)
  }

  /// Samples of a step over all ranks.
  var batchSize: Double? { recipe["batch_size"].flatMap(Double.init) }

  /// Where results go, what is shown and whether an older run is replaced or continued: no two runs are compared by it.
  private static let ownAffairs: Set = [
    "output", "quiet", "log_every_steps", "trace_steps", "writes_events", "announces_saving", "checkpoints.overwrites",
    "checkpoints.resumes",
  ]

  /// What runs are compared by: the recipe and the ranks.
  var comparable: [String: String] {
    var values = recipe.filter { !Self.ownAffairs.contains($0.key) }
    if let ranks { values["ranks"] = "\(ranks)" }
    return values
  }

  /// The settings that are not the same in all of `runs`, sorted.
  static func differing(in runs: [RunSettings]) -> [String] {
    let all = runs.map(\.comparable)
    let keys = Set(all.flatMap(\.keys))
    return keys.filter { key in all.contains { $0[key] != all[0][key] } }.sorted()
  }
}
