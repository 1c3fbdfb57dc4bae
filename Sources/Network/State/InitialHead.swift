/// Where the values of the last linear layer, one output a class, come from when weights are loaded.
public enum InitialHead: String, CaseIterable, Codable, Sendable {
  /// The file, which is of as many classes.
  case kept = "keep"
  /// The seed: the file's are left out, whatever their shape.
  case new
}
