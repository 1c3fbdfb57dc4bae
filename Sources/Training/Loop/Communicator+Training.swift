import Communication
import Files
import Kernels
import Tensors

extension Communicator {
  /// The output folder that all ranks use: the given one, or a new one that the first rank names. Collective.
  func agreedOutputPath(_ given: String?) throws -> String {
    if let given { return given }
    let bytes = try broadcast(bytes: Array(RunFolder.defaultPath().utf8), for: "the name of the output folder")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Overwrites `tensor` with its mean over the ranks. Collective.
  func average(_ tensor: Tensor, for purpose: StaticString) throws {
    try allreduce(UnsafeMutableBufferPointer(start: tensor.pointer, count: tensor.count), .sum, for: purpose)
    let factor = 1 / Float(size)
    for index in 0..<tensor.count { tensor[index] *= factor }
  }
}
