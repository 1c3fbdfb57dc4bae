/// One thing that was looked at.
struct Finding {
  enum Severity {
    case good, warning, failure

    /// What stands before it in the table.
    var mark: String {
      switch self {
      case .good: "ok"
      case .warning: "WARN"
      case .failure: "FAIL"
      }
    }
  }

  var severity = Severity.good
  let subject: String
  /// What was found, and for all but good news what to do.
  let text: String
}
