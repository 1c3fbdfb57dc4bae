import COpenMPI

extension Communicator {
  /// Starts to overwrite `values` on every rank with the ranks' reduction.
  public func startAllreduce<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, _ operation: ReductionOperation
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    try check(
      MPI_Iallreduce(
        MPI_IN_PLACE, values.baseAddress, messageCount(values.count), T.datatype, operation.handle, handle, &request),
      "MPI_Iallreduce")
    count(sent: values.count, of: T.self)
    return Request(request, call: "MPI_Iallreduce")
  }

  /// Starts to overwrite `values` of rank `root` with the ranks' reduction; the others' values stay.
  public func startReduce<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, _ operation: ReductionOperation, to root: Int
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    let isRoot = rank == root
    try check(
      MPI_Ireduce(
        isRoot ? UnsafeRawPointer(MPI_IN_PLACE) : UnsafeRawPointer(values.baseAddress),
        isRoot ? values.baseAddress : nil, messageCount(values.count), T.datatype, operation.handle,
        messageCount(root), handle, &request),
      "MPI_Ireduce")
    if !isRoot { count(sent: values.count, of: T.self) }
    return Request(request, call: "MPI_Ireduce")
  }

  /// Starts to overwrite `values` on every rank with those of rank `root`.
  public func startBroadcast<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, from root: Int
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    try check(
      MPI_Ibcast(values.baseAddress, messageCount(values.count), T.datatype, messageCount(root), handle, &request),
      "MPI_Ibcast")
    if rank == root { count(sent: values.count, of: T.self) }
    return Request(request, call: "MPI_Ibcast")
  }

  /// Starts to send block r of `source` to rank r, and to receive rank r's block for this rank as block r of `target`.
  /// The layouts stay alive until the request is complete.
  public func startAllToAll<T: MPIScalar>(
    _ source: UnsafePointer<T>, _ sent: BlockLayout, into target: UnsafeMutablePointer<T>,
    _ received: BlockLayout
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    try check(
      MPI_Ialltoallv(
        source, sent.counts, sent.offsets, T.datatype, target, received.counts, received.offsets, T.datatype, handle,
        &request),
      "MPI_Ialltoallv")
    count(sent: sent.total, of: T.self)
    return Request(request, call: "MPI_Ialltoallv")
  }

  /// Starts to complete `target` on every rank: block r, which lies in place on rank r, goes to all.
  /// The layout stays alive until the request is complete.
  public func startAllgather<T: MPIScalar>(
    in target: UnsafeMutablePointer<T>, _ blocks: BlockLayout
  ) throws(MPIError) -> Request {
    var request: MPI_Request? = MPI_REQUEST_NULL
    try check(
      MPI_Iallgatherv(MPI_IN_PLACE, 0, T.datatype, target, blocks.counts, blocks.offsets, T.datatype, handle, &request),
      "MPI_Iallgatherv")
    count(sent: Int(blocks.counts[rank]), of: T.self)
    return Request(request, call: "MPI_Iallgatherv")
  }
}
