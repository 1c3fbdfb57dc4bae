import Exchange
import Foundation

extension Recipe {
  /// What a continued run may give otherwise than the checkpoint was made with: where things lie, what is shown and
  /// kept, how long it goes on, and on what it runs.
  static let changeable = [
    "data", "initialWeights", "initialHead", "output", "quiet", "logEverySteps", "steps", "epochs",
    "evaluateEveryEpochs", "patienceEpochs", "kernels", "threads", "checkpoints", "exchange.stallSeconds", "traceSteps",
    "writesEvents", "slowdown", "announcesSaving",
  ]

  /// The first pruned epoch, which `--prune auto` takes as a part of all epochs: as changeable as these are.
  private static let automaticStart = "pruningPeriod.start"

  /// What changes the steps to come.
  private static let told = ["data", "epochs", "kernels", "threads", automaticStart]

  /// Every option as text by its name; nested ones as `schedule.shape`.
  func texts() throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(self))
    var texts: [String: String] = [:]
    func add(_ value: Any, _ name: String) {
      if let mapping = value as? [String: Any] {
        for (key, value) in mapping { add(value, name.isEmpty ? key : "\(name).\(key)") }
      } else {
        texts[name] = "\(value)"
      }
    }
    add(object, "")
    return texts
  }

  /// Checks that a run with this recipe may continue one with `saved`.
  ///
  /// - Parameters:
  ///   - codec: what `auto` had chosen in that run, and what its own record therefore names; nil where it had not.
  ///   - step: that run's last step; a codec that begins later may be what `auto` chose then.
  /// - Returns: What is otherwise, though it may be, and changes the steps to come.
  /// - Throws: `SettingsError` with every difference that matters.
  func changes(from saved: [String: String], choosing codec: Codec? = nil, after step: Int) throws -> [String] {
    let own = try texts()
    var saved = saved
    let isChoice = codec.map { $0 == exchange.codec } ?? (exchange.compressAfter >= step)
    if saved["exchange.codec"] == nil, exchange.codec != nil, isChoice {
      for name in ["exchange.codec", "exchange.compressAfter"] { saved[name] = own[name] }
    }
    let isAutomatic = announcesSaving && saved["announcesSaving"] == own["announcesSaving"]
    let changeable = Self.changeable + (isAutomatic ? [Self.automaticStart] : [])
    let different = Set(own.keys).union(saved.keys).filter { own[$0] != saved[$0] }.sorted()
    func described(_ name: String) -> String {
      "\(name) was \(saved[name] ?? "not given") and is \(own[name] ?? "not given")"
    }
    let refused = different.filter { name in
      !changeable.contains { name == $0 || name.hasPrefix($0 + ".") }
    }
    guard refused.isEmpty else {
      throw SettingsError(
        "the checkpoint is of another recipe: \(refused.map(described).joined(separator: ", ")); "
          + "continue with the options it was made with, or start in another folder")
    }
    return different.filter(Self.told.contains).map(described)
  }
}
