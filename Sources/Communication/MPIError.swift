import COpenMPI

/// A fault of message passing: the call that failed and what MPI says about it, or a start that cannot work.
public struct MPIError: Error, CustomStringConvertible, Sendable {
  /// The MPI function, for instance `MPI_Allreduce`.
  public let call: String

  /// MPI's own text, with a hint where one is known.
  public let text: String

  public init(call: String, text: String) {
    self.call = call
    self.text = text
  }

  init(code: Int32, call: String) {
    var length: Int32 = 0
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(MPI_MAX_ERROR_STRING)) { buffer in
      guard MPI_Error_string(code, buffer.baseAddress, &length) == MPI_SUCCESS else { return "error \(code)" }
      return String(cString: buffer.baseAddress!)
    }
    self.init(call: call, text: text)
  }

  public var description: String { "\(call) failed: \(text)" }
}

/// Throws where an MPI function returned anything but success. Every call of MPI goes through here.
@inline(__always)
func check(_ code: Int32, _ call: @autoclosure () -> String) throws(MPIError) {
  if code != MPI_SUCCESS { throw MPIError(code: code, call: call()) }
}

/// A count, rank or tag as MPI takes it.
/// - Throws: where it is beyond what MPI counts to.
func messageCount(_ count: Int) throws(MPIError) -> Int32 {
  guard let result = Int32(exactly: count) else {
    throw MPIError(
      call: "A call of MPI", text: "\(count) elements, where a message has at most \(Int32.max); send smaller buckets")
  }
  return result
}
