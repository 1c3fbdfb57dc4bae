import COpenMPI

extension Communicator {
  /// Starts to send `values` to rank `destination`.
  public func startSend<T: MPIScalar>(
    _ values: UnsafeBufferPointer<T>, to destination: Int, tag: Int
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    try check(
      MPI_Isend(
        values.baseAddress, messageCount(values.count), T.datatype, messageCount(destination), messageCount(tag),
        handle, &request),
      "MPI_Isend")
    return Request(request, call: "MPI_Isend")
  }

  /// Receives a message that waits with this tag, whoever sent it, and returns its sender; nil where none waits.
  public func receiveWaiting<T: MPIScalar>(
    into values: UnsafeMutableBufferPointer<T>, tag: Int
  ) throws(MPIError) -> Int? {
    var isWaiting: Int32 = 0
    var status = MPI_Status()
    try check(MPI_Iprobe(MPI_ANY_SOURCE, messageCount(tag), handle, &isWaiting, &status), "MPI_Iprobe")
    guard isWaiting != 0 else { return nil }
    try check(
      MPI_Recv(
        values.baseAddress, messageCount(values.count), T.datatype, status.MPI_SOURCE, messageCount(tag), handle,
        &status),
      "MPI_Recv")
    return Int(status.MPI_SOURCE)
  }
}
