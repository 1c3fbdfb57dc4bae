import Files
import Network

/// Fingerprints of a network's parameters.
enum ParameterDigest {
  /// The checksum of all parameters' values: fp32 little endian, state-dict order, PyTorch's layout.
  static func text(of network: Network) -> String {
    let builder = Checksum.Builder()
    for parameter in network.parameters { parameter.stateValues.withUnsafeBytes { builder.add($0) } }
    return builder.checksum.text
  }

  /// The checksum of the parameters as they lie in memory, to compare ranks: nothing is copied.
  static func bytes(of network: Network) -> [UInt8] {
    let builder = Checksum.Builder()
    for parameter in network.parameters {
      let value = parameter.value
      builder.add(UnsafeRawBufferPointer(UnsafeBufferPointer(start: value.pointer, count: value.count)))
    }
    return builder.checksum.bytes
  }
}
