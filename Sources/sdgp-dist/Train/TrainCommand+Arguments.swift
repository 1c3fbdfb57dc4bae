import ArgumentParser
import Datasets

extension TrainCommand {
  /// What a run's repetition decides for itself.
  private static let ownAffairs: Set = ["config", "output", "resume", "overwrite"]

  /// A command line that comes to these options whatever the defaults of another time are: every option with its value,
  /// every flag that is not as by default. Found by reflection, as the command line's library finds the options.
  func arguments() throws -> [String] {
    let standard = Dictionary(uniqueKeysWithValues: Self.values(in: try Self.parse([])))
    return Self.values(in: self).filter { !Self.ownAffairs.contains($0.0) }.sorted { $0.0 < $1.0 }
      .flatMap { name, texts -> [String] in
        switch texts {
        case ["true"] where standard[name] == ["false"]: ["--\(name)"]
        case ["false"] where standard[name] == ["true"]: ["--no-\(name)"]
        case ["true"], ["false"]: []
        default: texts.map { "--\(name)=\($0)" }
        }
      }
  }

  /// The options' names and their values as text; none of an option that was not given and has no default.
  private static func values(in group: Any) -> [(String, [String])] {
    // Its mirror shows what can be given, not what was.
    if let codecs = group as? CodecOptions { return codecs.given.map { ($0.key, [$0.value]) } }
    return Mirror(reflecting: group).children.flatMap { label, child -> [(String, [String])] in
      switch child {
      case let group as any OptionGroupValue: values(in: group.anyValue)
      case let option as any OptionValue: [(name(of: label ?? ""), texts(of: option.anyValue))]
      default: []
      }
    }
  }

  /// `_batchSize` as `batch-size`.
  private static func name(of label: String) -> String {
    label.drop { $0 == "_" }.reduce("") { $0 + ($1.isUppercase ? "-\($1.lowercased())" : "\($1)") }
  }

  private static func texts(of value: Any) -> [String] {
    if let value = value as? any ExpressibleByArgument { return [value.defaultValueDescription] }
    if let values = value as? [any ExpressibleByArgument] { return values.map(\.defaultValueDescription) }
    if let augmentation = value as? Augmentation { return ["\(augmentation)"] }
    if let flag = value as? Bool { return ["\(flag)"] }
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional, let wrapped = mirror.children.first else { return [] }
    return texts(of: wrapped.value)
  }
}

private protocol OptionValue {
  var anyValue: Any { get }
}

private protocol OptionGroupValue {
  var anyValue: Any { get }
}

extension Option: OptionValue { fileprivate var anyValue: Any { wrappedValue } }
extension Flag: OptionValue { fileprivate var anyValue: Any { wrappedValue } }
extension OptionGroup: OptionGroupValue { fileprivate var anyValue: Any { wrappedValue } }
