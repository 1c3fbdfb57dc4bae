import Files
import Network

/// A fingerprint of a network's parameters.
enum ParameterDigest {
  /// The checksum of all parameters' values: fp32 little endian, state-dict order, PyTorch's layout.
  static func text(of network: Network) -> String {
    let builder = Checksum.Builder()
    for parameter in network.parameters { parameter.stateValues.withUnsafeBytes { builder.add($0) } }
    return builder.checksum.text
  }
}
