import Exchange
import Files
import Foundation

/// `manifest.json`: what a checkpoint is of, and the size and checksum of each of its files. Written last, so that a
/// checkpoint with a manifest is whole.
struct CheckpointManifest: Codable, Equatable {
  struct File: Codable, Equatable {
    var bytes: Int
    var checksum: String
  }

  static let name = "manifest.json"
  static let modelFile = "model.safetensors"
  private static let currentFormat = 1
  private static let largestBytes = 1 << 26
  private static let worldSizes = 1...1_000_000

  private(set) var format = currentFormat
  /// Of the program.
  var version: String
  /// The run's identity.
  var run: String
  var worldSize: Int
  var progress: TrainingProgress
  /// The options by their names, as text.
  var recipe: [String: String]
  var trainingSamples: Int
  var classes: Int
  /// The codec that ran; nil where `auto` had not chosen.
  var codec: Codec?
  /// Steps before it began; nil too in checkpoints of older programs.
  var codecAfter: Int?
  var route: ExchangeState.Route
  var optimizerSteps: Int
  /// Bytes of metrics.jsonl up to here.
  var metricsBytes: Int
  /// By name, exactly those of `fileNames(worldSize:)`.
  var files: [String: File]
  /// Of this file with an empty text here.
  private var checksum = ""

  init(
    run: String, worldSize: Int, progress: TrainingProgress, recipe: [String: String], trainingSamples: Int,
    classes: Int, exchange: ExchangeState, optimizerSteps: Int, metricsBytes: Int
  ) {
    version = Files.version
    (self.run, self.worldSize, self.progress, self.recipe) = (run, worldSize, progress, recipe)
    (self.trainingSamples, self.classes) = (trainingSamples, classes)
    (codec, codecAfter, route) = (exchange.codec, exchange.codecAfter, exchange.route)
    (self.optimizerSteps, self.metricsBytes) = (optimizerSteps, metricsBytes)
    files = [:]
  }

  static func rankFile(_ rank: Int) -> String { "rank-\(rank).safetensors" }

  static func fileNames(worldSize: Int) -> [String] { [modelFile] + (0..<worldSize).map(rankFile) }

  /// The file's bytes, its checksum filled in; what was read comes out the same.
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    var manifest = self
    manifest.checksum = ""
    manifest.checksum = try encoder.encode(manifest).withUnsafeBytes { Checksum(of: $0).text }
    return try encoder.encode(manifest) + [0x0A]
  }

  /// Reads the manifest of the checkpoint in `folder`.
  /// - Throws: `CheckpointError` for whatever this program would not have written.
  init(folder: String) throws {
    let path = "\(folder)/\(Self.name)"
    self = try Self(CheckpointFile.contents(path, atMost: Self.largestBytes), path: path)
  }

  init(_ data: Data, path: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let manifest = try? decoder.decode(Self.self, from: data) else {
      throw CheckpointError("\(path) is damaged: not the manifest of a checkpoint")
    }
    guard manifest.format == Self.currentFormat else {
      throw CheckpointError("\(path) has format \(manifest.format), this program reads \(Self.currentFormat)")
    }
    // Unknown and repeated keys are found by this too.
    guard try manifest.encoded() == data else { throw CheckpointError("\(path) is damaged: its checksum differs") }
    self = manifest
    // No path can lead out of the folder: the names are known.
    guard Self.worldSizes.contains(worldSize), files.count == worldSize + 1,
      Self.fileNames(worldSize: worldSize).allSatisfy({ files[$0].map { $0.bytes >= 0 } ?? false }),
      progress.isPossible, trainingSamples > 0, classes > 0, optimizerSteps >= 0, metricsBytes >= 0,
      codecAfter ?? 0 >= 0
    else { throw CheckpointError("\(path) is damaged: its values make no checkpoint") }
  }
}
