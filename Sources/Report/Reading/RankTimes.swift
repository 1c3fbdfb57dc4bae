import Files
import Timing

/// What one rank spent on each phase of a run, from `timing.json`.
public struct RankTimes: Decodable, Sendable {
  private struct Entry: Decodable {
    var seconds: Double
  }

  public let rank: Int
  public let host: String
  /// Seconds over the whole run by the phase's name; names may be unknown.
  public let seconds: [String: Double]

  private enum CodingKeys: CodingKey {
    case rank, host, phases
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rank = try container.decode(Int.self, forKey: .rank)
    host = try container.decodeIfPresent(String.self, forKey: .host) ?? ""
    seconds = try container.decode([String: Entry].self, forKey: .phases).mapValues(\.seconds)
  }

  /// The ranks in the file at `path`, in their order.
  /// - Throws: `ReadingError`.
  static func read(_ path: String) throws(ReadingError) -> [RankTimes] {
    try JSONFile.decode([RankTimes].self, at: path, limit: 1 << 26, expected: "the times of a run's ranks")
      .sorted { $0.rank < $1.rank }
  }

  /// Seconds of what the rank does itself, as opposed to waiting for the others.
  var ownSeconds: Double { Phase.ownWork.reduce(0) { $0 + (seconds[$1.name] ?? 0) } }
}

extension Phase {
  /// The phases of a step in which a rank works for itself.
  static let ownWork = allCases.filter(\.isOwnWork)
  /// The phases that add up to the time of a step.
  static let ofStep = allCases.filter(\.isPartOfStep)

  /// The name in words.
  var label: String { name.replacing("_", with: " ") }
}
