import COpenMPI
import Foundation

/// A non-blocking operation under way. Its buffers belong to MPI until `test()` has returned true or `wait()` is done.
///
/// Nothing moves outside calls of MPI: whoever wants progress calls `test()` again and again. Whoever drops a request
/// that is not complete would give MPI's buffers away, so that the program ends.
public struct Request: ~Copyable {
  private var handle: MPI_Request?
  private let call: StaticString

  /// A request that is complete from the start.
  public init() { self.init(MPI_REQUEST_NULL, call: "nothing") }

  init(_ handle: MPI_Request?, call: StaticString) {
    self.handle = handle
    self.call = call
  }

  deinit {
    guard handle != MPI_REQUEST_NULL else { return }
    let text = "sdgp-dist: \(call) was given up before it was complete, a fault of the program; please report it\n"
    FileHandle.standardError.write(Data(text.utf8))
    MPI_Abort(MPI_COMM_WORLD, 70)
  }

  /// Moves the operation on and returns whether it is complete; true again once it was.
  public mutating func test() throws(MPIError) -> Bool {
    var isComplete: Int32 = 0
    try check(MPI_Test(&handle, &isComplete, nil), "MPI_Test of \(call)")
    return isComplete != 0
  }

  /// Returns when the operation is complete.
  public mutating func wait() throws(MPIError) { try check(MPI_Wait(&handle, nil), "MPI_Wait for \(call)") }

  /// Withdraws a message to one rank, which arrives whole or not at all; complete afterwards. No collective can be
  /// withdrawn.
  mutating func cancel() throws(MPIError) {
    guard handle != MPI_REQUEST_NULL else { return }
    try check(MPI_Cancel(&handle), "MPI_Cancel of \(call)")
    try wait()
  }
}
