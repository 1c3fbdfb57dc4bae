import Crypto
import Foundation
import Network

/// A fingerprint of a network's parameters.
enum ParameterDigest {
  /// SHA-256, in hexadecimal, of all parameters' values: fp32 little endian, state-dict order, PyTorch's layout.
  static func hex(of network: Network) -> String {
    var hash = SHA256()
    for parameter in network.parameters {
      parameter.stateValues.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
