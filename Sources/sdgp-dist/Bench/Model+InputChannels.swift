import Network

extension Model {
  /// What a benchmark's images have: grey ones for the model made for digits, colour for the others.
  var inputChannels: Int { self == .digitsCNN ? 1 : 3 }
}
