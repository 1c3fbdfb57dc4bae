/// The options of a recipe that exclude one of the command line's, or would do nothing beside it and be refused: there, too,
/// the command line wins.
struct YieldingOptions {
  private let names: Set<String>

  /// - Parameter given: the options of the command line.
  init(to given: [String]) {
    /// The value of the last one; empty for a flag, nil where the option is not given.
    func value(of name: String) -> String? {
      guard let last = given.lastIndex(where: { Self.name(of: $0) == name }) else { return nil }
      if given[last] != name { return String(given[last].dropFirst(name.count + 1)) }
      return last + 1 < given.count ? given[last + 1] : ""
    }
    var names: Set<String> = []
    let excluding = [("--resume", "--overwrite"), ("--augment", "--no-augment")]
    for (one, other) in excluding {
      if value(of: one) != nil { names.insert(other) } else if value(of: other) != nil { names.insert(one) }
    }
    if value(of: "--prune") == "none" { names.formUnion(["--prune-from", "--prune-until"]) }
    if let schedule = value(of: "--schedule") {
      if schedule != "step" { names.formUnion(["--milestones", "--gamma"]) }
      if schedule == "cyclic" { names.insert("--warmup-epochs") }
    }
    self.names = names
  }

  /// `arguments` without them and their values, which begin with no dashes: `--name value` or `--name=value`.
  func removed(from arguments: [String]) -> [String] {
    var isRemoving = false
    return arguments.filter { argument in
      if argument.hasPrefix("--") { isRemoving = names.contains(Self.name(of: argument)) }
      return !isRemoving
    }
  }

  private static func name(of argument: String) -> String { String(argument.prefix { $0 != "=" }) }
}
