/// A host that the user named, and how many ranks it takes.
struct HostSlots: Equatable {
  let host: String
  var slots: Int
}

extension [HostSlots] {
  /// As `--hosts` has it, `a:2,b:1`.
  var list: String { map { "\($0.host):\($0.slots)" }.joined(separator: ",") }

  /// Each host once, with the slots of all its entries, as mpirun counts them.
  var merged: [HostSlots] {
    var places: [String: Int] = [:]
    return reduce(into: []) { merged, entry in
      if let place = places[entry.host] {
        merged[place].slots += entry.slots
      } else {
        places[entry.host] = merged.count
        merged.append(entry)
      }
    }
  }
}
