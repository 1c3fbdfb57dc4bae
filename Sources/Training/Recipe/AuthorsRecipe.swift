import Network

/// A configuration file in the form that SDGP's authors published: sections `data`, `lr`, `model`, `training`,
/// `validation`, ..., and `gsr` (later `sdgp`) for the pruning.
///
/// Source: the method's reference implementation (arXiv 2202.00774), cfg/cifar and cfg/imagenet.
struct AuthorsRecipe {
  /// The same recipe as options of `train`, and what of it has no meaning here.
  let translation: (arguments: [String], warnings: [String])

  /// Whether a file is of this form: its values lie in sections.
  static func recognizes(_ mapping: [String: Any]) -> Bool {
    mapping.keys.contains { ["gsr", "sdgp", "training"].contains($0) }
  }

  /// - Throws: `RecipeFileError` for a value that this program does not know.
  init(mapping: [String: Any], path: String) throws {
    var arguments: [String] = []
    var unused: [String] = []
    for (section, content) in mapping.sorted(by: { $0.key < $1.key }) {
      guard let keys = content as? [String: Any] else {
        throw RecipeFileError("\(path): '\(section)' is no section of keys and values")
      }
      if section == "gsr" || section == "sdgp" { continue }
      for (key, value) in keys.sorted(by: { $0.key < $1.key }) {
        if let translated = try Self.translate(section: section, key: key, value: "\(value)", path: path) {
          arguments += translated
        } else {
          unused.append("\(section).\(key)")
        }
      }
    }
    // The CIFAR files name no model: that program has only one.
    if mapping["model"] == nil { arguments += ["--model", "cifar-resnet9"] }
    arguments += try Self.pruning(mapping["gsr"] ?? mapping["sdgp"], path: path, unused: &unused)
    translation = (
      arguments, unused.isEmpty ? [] : ["\(path): without meaning here: \(unused.joined(separator: ", "))"]
    )
  }

  /// Options of the same name and meaning.
  private static let options = [
    "batch_size": "--batch-size", "epochs": "--epochs", "lr": "--learning-rate", "momentum": "--momentum",
    "weight_decay": "--weight-decay", "label_smoothing": "--label-smoothing", "lr_peak_epoch": "--peak-epoch",
    "optimizer": "--optimizer", "lr_schedule_type": "--schedule",
  ]

  /// Sizes of images, in pixels, and the epochs between which training images grow.
  private static let resolutions = [
    "min_res": "--first-image-size", "max_res": "--image-size", "start_ramp": "--grow-from", "end_ramp": "--grow-until",
    "val_res": "--test-image-size",
  ]

  /// A key's options, none for a choice that is this program's own way already, nil where it means nothing here.
  private static func translate(section: String, key: String, value: String, path: String) throws -> [String]? {
    switch (section, key) {
    case (_, "lr_tta"): return isTrue(value) ? ["--test-time-flip"] : []
    case ("training", "bn_wd") where !isTrue(value): return []
    case ("training", "distributed"): return []
    case ("model", "arch"):
      guard let model = Model(rawValue: value) else {
        throw RecipeFileError(
          "\(path): unknown model '\(value)'; known are \(Model.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return ["--model", model.rawValue]
    case ("resolution", _): return resolutions[key].map { [$0, value] }
    case ("validation", "resolution"): return ["--test-image-size", value]
    case ("training", _), ("lr", _): return options[key].map { [$0, value] }
    default: return nil
    }
  }

  /// The pruning: `nonzero` of `groupsize`, each pixel with a pattern of its own. All of a group kept is no pruning.
  private static func pruning(_ section: Any?, path: String, unused: inout [String]) throws -> [String] {
    guard let keys = section as? [String: Any] else { return ["--prune", "none"] }
    let rules = ["max": "magnitude", "rnd": "random", "maxnorm": "rescaled"]
    unused += keys.keys.filter { !["nonzero", "groupsize", "prune_type"].contains($0) }.sorted().map { "gsr.\($0)" }
    func number(_ name: String) -> Int? { (keys[name] as? String).flatMap { Int($0) } }
    guard let nonzeros = number("nonzero"), let groupSize = number("groupsize") else {
      throw RecipeFileError("\(path): the pruning section needs whole numbers 'nonzero' and 'groupsize'")
    }
    if nonzeros == groupSize { return ["--prune", "none"] }
    let type = "\(keys["prune_type"] ?? "max")"
    guard let rule = rules[type] else {
      throw RecipeFileError("\(path): unknown prune_type '\(type)'; known are max, rnd, maxnorm")
    }
    return [
      "--prune", rule, "--nonzeros", "\(nonzeros)", "--group-size", "\(groupSize)", "--share", "1",
      "--weight-gradient", "dense",
    ]
  }

  private static func isTrue(_ value: String) -> Bool { ["true", "1", "yes"].contains(value.lowercased()) }
}
