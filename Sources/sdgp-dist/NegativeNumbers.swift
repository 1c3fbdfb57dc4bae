/// Negative numbers on a command line: the parser takes what begins with a dash for an option.
enum NegativeNumbers {
  /// The arguments with a negative number, or a list that begins with one, joined to the option before it:
  /// `--mean -0.5` becomes `--mean=-0.5`.
  static func joined(_ arguments: [String]) -> [String] {
    arguments.reduce(into: []) { joined, argument in
      if let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("="),
        argument.wholeMatch(of: /-\.?[0-9].*/) != nil
      {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
  }
}
