/// A message to one rank that keeps its values until MPI has sent them.
final class Letter {
  private let values: UnsafeMutableBufferPointer<Int>
  private var request = Request()

  init(_ numbers: [Int], to rank: Int, tag: Int, over communicator: Communicator) throws(MPIError) {
    values = .allocate(capacity: numbers.count)
    _ = values.initialize(from: numbers)
    request = try communicator.startSend(UnsafeBufferPointer(values), to: rank, tag: tag)
  }

  deinit { values.deallocate() }

  func isSent() throws(MPIError) -> Bool { try request.test() }

  /// Takes the message back if nobody has received it.
  func cancel() throws(MPIError) { try request.cancel() }
}
