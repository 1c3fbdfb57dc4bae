import COpenMPI

extension Communicator {
  /// Waits until every rank has called it.
  public func barrier() throws(MPIError) { try check(MPI_Barrier(handle), "MPI_Barrier") }

  /// Overwrites `values` on every rank with those of rank `root`.
  public func broadcast<T: MPIScalar>(_ values: UnsafeMutableBufferPointer<T>, from root: Int = 0) throws(MPIError) {
    try check(
      MPI_Bcast(values.baseAddress, messageCount(values.count), T.datatype, messageCount(root), handle), "MPI_Bcast")
  }

  /// Overwrites `value` on every rank with that of rank `root`.
  public func broadcast<T: MPIScalar>(_ value: T, from root: Int = 0) throws(MPIError) -> T {
    var value = value
    try check(MPI_Bcast(&value, 1, T.datatype, messageCount(root), handle), "MPI_Bcast")
    return value
  }

  /// The bytes of rank `root`, on every rank; what the others pass is ignored.
  public func broadcast(bytes: [UInt8], from root: Int = 0) throws(MPIError) -> [UInt8] {
    let count = try broadcast(bytes.count, from: root)
    var result = rank == root ? bytes : [UInt8](repeating: 0, count: count)
    try check(MPI_Bcast(&result, messageCount(count), MPI_BYTE, messageCount(root), handle), "MPI_Bcast")
    return result
  }

  /// Overwrites `values` on every rank with the ranks' reduction, element by element: the same bits everywhere.
  public func allreduce<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, _ operation: ReductionOperation
  ) throws(MPIError) {
    try check(
      MPI_Allreduce(
        MPI_IN_PLACE, values.baseAddress, messageCount(values.count), T.datatype, operation.handle, handle),
      "MPI_Allreduce")
  }

  /// The ranks' reduction of `values`, element by element: the same bits everywhere.
  public func allreduce<T: MPIScalar>(_ values: [T], _ operation: ReductionOperation) throws(MPIError) -> [T] {
    var values = values
    try check(
      MPI_Allreduce(MPI_IN_PLACE, &values, messageCount(values.count), T.datatype, operation.handle, handle),
      "MPI_Allreduce")
    return values
  }

  /// The ranks' reduction of `value`: the same bits everywhere.
  public func allreduce<T: MPIScalar>(_ value: T, _ operation: ReductionOperation) throws(MPIError) -> T {
    var value = value
    try check(MPI_Allreduce(MPI_IN_PLACE, &value, 1, T.datatype, operation.handle, handle), "MPI_Allreduce")
    return value
  }

  /// Each rank's value, in rank order, on every rank.
  public func allgather<T: MPIScalar>(_ value: T) throws(MPIError) -> [T] {
    var own = value
    var all = [T](repeating: value, count: size)
    try check(MPI_Allgather(&own, 1, T.datatype, &all, 1, T.datatype, handle), "MPI_Allgather")
    return all
  }

  /// Each rank's bytes, of any length, in rank order, on every rank.
  public func allgather(_ bytes: [UInt8]) throws(MPIError) -> [[UInt8]] {
    let lengths = try allgather(bytes.count)
    let (counts, offsets) = Self.layout(lengths)
    var own = bytes
    var all = [UInt8](repeating: 0, count: lengths.reduce(0, +))
    try check(
      MPI_Allgatherv(&own, messageCount(own.count), MPI_BYTE, &all, counts, offsets, MPI_BYTE, handle),
      "MPI_Allgatherv")
    return Self.pieces(of: all, lengths: lengths)
  }

  /// Each rank's bytes, of any length, in rank order, on rank `root`; nil on the others.
  public func gather(_ bytes: [UInt8], to root: Int = 0) throws(MPIError) -> [[UInt8]]? {
    let lengths = try allgather(bytes.count)
    let (counts, offsets) = Self.layout(lengths)
    var own = bytes
    var all = [UInt8](repeating: 0, count: rank == root ? lengths.reduce(0, +) : 0)
    try check(
      MPI_Gatherv(
        &own, messageCount(own.count), MPI_BYTE, &all, counts, offsets, MPI_BYTE, messageCount(root), handle),
      "MPI_Gatherv")
    return rank == root ? Self.pieces(of: all, lengths: lengths) : nil
  }

  private static func layout(_ lengths: [Int]) -> (counts: [Int32], offsets: [Int32]) {
    var offsets: [Int32] = []
    var offset = 0
    for length in lengths {
      offsets.append(messageCount(offset))
      offset += length
    }
    return (lengths.map(messageCount), offsets)
  }

  private static func pieces(of bytes: [UInt8], lengths: [Int]) -> [[UInt8]] {
    var offset = 0
    return lengths.map { length in
      defer { offset += length }
      return Array(bytes[offset..<offset + length])
    }
  }
}
