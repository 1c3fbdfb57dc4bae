import Files
import Foundation

/// What a run's `config.json` says that decides whether it can be compared with another; nil where it says nothing.
struct RunSettings {
  var batchSize: String?
  var epochs: String?
  var learningRate: String?
  var seed: String?

  init() {}

  /// - Parameter folder: a run's output folder; one without a readable `config.json` leaves all open.
  init(folder: String) {
    guard let file = try? ReadableFile(folder + "/config.json"), file.size < 1 << 24,
      let bytes = try? file.bytes(0..<file.size),
      let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      let recipe = object["recipe"] as? [String: Any]
    else { return }
    func text(_ names: String...) -> String? { names.lazy.compactMap { recipe[$0] }.first.map { "\($0)" } }
    batchSize = text("batch_size", "batchSize")
    epochs = text("epochs")
    learningRate = text("learning_rate", "learningRate")
    seed = text("seed")
  }
}
