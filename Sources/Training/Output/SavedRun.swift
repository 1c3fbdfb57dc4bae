import Files
import Foundation
import Network

/// A run's output folder as something to go on with: what its `config.json` says, and its weights.
public struct SavedRun: Sendable {
  /// What is needed of a `RunConfiguration`, so that a run of another version can be read too.
  private struct Configuration: Decodable {
    struct Recipe: Decodable {
      var data: String
      var seed: UInt64
    }

    var version: String
    var recipe: Recipe
    var arguments: [String]?
    var network: ModelDescription?
    var worldSize: Int
    var codec: String?
    var codecAfter: Int?
  }

  public let version: String
  public let data: String
  public let seed: UInt64
  public let ranks: Int
  /// What its network is; nil where an older version did not say it.
  public let network: ModelDescription?
  /// Options of `train` that repeat it, the codec that ran among them; empty where it was not started by any.
  public let arguments: [String]
  private let folder: String

  private static let longest = 1 << 26

  /// - Throws: `ReadingError` where `folder` holds no run.
  public init(folder: String) throws(ReadingError) { try self.init(configuration: folder + "/config.json") }

  /// - Parameter path: of a `config.json`.
  public init(configuration path: String) throws(ReadingError) {
    let hint = "name the output folder of a run, or its config.json"
    let file: ReadableFile
    do {
      file = try ReadableFile(path)
    } catch {
      throw ReadingError(path, error.problem, hint: hint)
    }
    guard file.size <= Self.longest else {
      throw ReadingError(path, "has \(file.size) bytes, expected \(Self.longest) at most", hint: hint)
    }
    let bytes = try file.bytes(0..<file.size)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let configuration = try? decoder.decode(Configuration.self, from: Data(bytes)),
      configuration.network?.isPossible ?? true
    else { throw ReadingError(path, "is not the configuration of a run", hint: hint) }
    folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
    version = configuration.version
    (data, seed) = (configuration.recipe.data, configuration.recipe.seed)
    (ranks, network) = (configuration.worldSize, configuration.network)
    arguments = Self.arguments(of: configuration)
  }

  /// Options that do nothing without another one: they are refused, and older versions wrote them down nevertheless.
  private static let partners = [
    "--grow-from": "--first-image-size", "--grow-until": "--first-image-size", "--trace-steps": "--trace",
  ]

  /// A choice of `auto` depends on measured time; its outcome repeats it.
  private static func arguments(of configuration: Configuration) -> [String] {
    guard let written = configuration.arguments, !written.isEmpty else { return [] }
    func name(of argument: String) -> String { String(argument.prefix { $0 != "=" }) }
    let names = Set(written.map(name))
    let given = written.filter { partners[name(of: $0)].map(names.contains) ?? true }
    guard let codec = configuration.codec, let after = configuration.codecAfter else { return given }
    return given + ["--compress", codec, "--compress-after", "\(after)"]
  }

  /// The weights to go on with: those of the best test accuracy where they are there, else the last ones.
  ///
  /// - Parameter isLast: whether the last ones are wanted.
  /// - Throws: `ReadingError` where the run has none yet.
  public func weights(isLast: Bool) throws(ReadingError) -> (path: String, isBest: Bool) {
    let names = isLast ? ["model.safetensors"] : ["model-best.safetensors", "model.safetensors"]
    for (index, name) in names.enumerated() {
      let path = folder + "/" + name
      if FileManager.default.fileExists(atPath: path) { return (path, !isLast && index == 0) }
    }
    throw ReadingError(
      folder, "has no \(names.joined(separator: " or ")) yet",
      hint: "let the run come to its first evaluation, or give a file with --weights")
  }
}
