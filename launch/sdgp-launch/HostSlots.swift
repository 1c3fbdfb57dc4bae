/// A host that the user named, and how many ranks it takes.
struct HostSlots: Equatable {
  let host: String
  let slots: Int
}

extension [HostSlots] {
  /// As `--hosts` has it, `a:2,b:1`.
  var list: String { map { "\($0.host):\($0.slots)" }.joined(separator: ",") }
}
