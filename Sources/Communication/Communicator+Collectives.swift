import COpenMPI

// Every rank of the communicator calls these in the same order. `purpose` says for people what the ranks wait for each
// other for, should one of them not come before the deadline.
extension Communicator {
  /// Waits until every rank has called it.
  public func barrier(for purpose: StaticString) throws(MPIError) {
    try collective("MPI_Barrier", for: purpose) { MPI_Barrier(handle) }
  }

  /// Overwrites `values` on every rank with those of rank `root`.
  public func broadcast<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, from root: Int = 0, for purpose: StaticString
  ) throws(MPIError) {
    try collective("MPI_Bcast", for: purpose) { () throws(MPIError) in
      try MPI_Bcast(values.baseAddress, messageCount(values.count), T.datatype, messageCount(root), handle)
    }
  }

  /// The value of rank `root`, on every rank.
  public func broadcast<T: MPIScalar>(_ value: T, from root: Int = 0, for purpose: StaticString) throws(MPIError) -> T {
    var value = value
    try collective("MPI_Bcast", for: purpose) { () throws(MPIError) in
      try MPI_Bcast(&value, 1, T.datatype, messageCount(root), handle)
    }
    return value
  }

  /// The bytes of rank `root`, on every rank; what the others pass is ignored.
  public func broadcast(bytes: [UInt8], from root: Int = 0, for purpose: StaticString) throws(MPIError) -> [UInt8] {
    let count = try broadcast(bytes.count, from: root, for: purpose)
    var result = rank == root ? bytes : [UInt8](repeating: 0, count: count)
    try collective("MPI_Bcast", for: purpose) { () throws(MPIError) in
      try MPI_Bcast(&result, messageCount(count), MPI_BYTE, messageCount(root), handle)
    }
    return result
  }

  /// Overwrites `values` on every rank with the ranks' reduction, element by element: the same bits everywhere.
  public func allreduce<T: MPIScalar>(
    _ values: UnsafeMutableBufferPointer<T>, _ operation: ReductionOperation, for purpose: StaticString
  ) throws(MPIError) {
    try collective("MPI_Allreduce", for: purpose) { () throws(MPIError) in
      try MPI_Allreduce(
        MPI_IN_PLACE, values.baseAddress, messageCount(values.count), T.datatype, operation.handle, handle)
    }
  }

  /// The ranks' reduction of `values`, element by element: the same bits everywhere.
  public func allreduce<T: MPIScalar>(
    _ values: [T], _ operation: ReductionOperation, for purpose: StaticString
  ) throws(MPIError) -> [T] {
    var values = values
    let count = values.count
    try collective("MPI_Allreduce", for: purpose) { () throws(MPIError) in
      try MPI_Allreduce(MPI_IN_PLACE, &values, messageCount(count), T.datatype, operation.handle, handle)
    }
    return values
  }

  /// The ranks' reduction of `value`: the same bits everywhere.
  public func allreduce<T: MPIScalar>(
    _ value: T, _ operation: ReductionOperation, for purpose: StaticString
  ) throws(MPIError) -> T {
    var value = value
    try collective("MPI_Allreduce", for: purpose) {
      MPI_Allreduce(MPI_IN_PLACE, &value, 1, T.datatype, operation.handle, handle)
    }
    return value
  }

  /// Each rank's value, in rank order, on every rank.
  public func allgather<T: MPIScalar>(_ value: T, for purpose: StaticString) throws(MPIError) -> [T] {
    var own = value
    var all = [T](repeating: value, count: size)
    try collective("MPI_Allgather", for: purpose) {
      MPI_Allgather(&own, 1, T.datatype, &all, 1, T.datatype, handle)
    }
    return all
  }

  /// Each rank's bytes, of any length, in rank order, on every rank.
  public func allgather(_ bytes: [UInt8], for purpose: StaticString) throws(MPIError) -> [[UInt8]] {
    let lengths = try allgather(bytes.count, for: purpose)
    let blocks = try BlockLayout(lengths: lengths)
    var own = bytes
    var all = [UInt8](repeating: 0, count: blocks.total)
    try collective("MPI_Allgatherv", for: purpose) { () throws(MPIError) in
      try MPI_Allgatherv(
        &own, messageCount(bytes.count), MPI_BYTE, &all, blocks.counts, blocks.offsets, MPI_BYTE, handle)
    }
    return Self.pieces(of: all, lengths: lengths)
  }

  /// Each rank's bytes, of any length, in rank order, on rank `root`; nil on the others.
  public func gather(_ bytes: [UInt8], to root: Int = 0, for purpose: StaticString) throws(MPIError) -> [[UInt8]]? {
    let lengths = try allgather(bytes.count, for: purpose)
    let blocks = try BlockLayout(lengths: lengths)
    var own = bytes
    var all = [UInt8](repeating: 0, count: rank == root ? blocks.total : 0)
    try collective("MPI_Gatherv", for: purpose) { () throws(MPIError) in
      try MPI_Gatherv(
        &own, messageCount(bytes.count), MPI_BYTE, &all, blocks.counts, blocks.offsets, MPI_BYTE, messageCount(root),
        handle)
    }
    return rank == root ? Self.pieces(of: all, lengths: lengths) : nil
  }

  private static func pieces(of bytes: [UInt8], lengths: [Int]) -> [[UInt8]] {
    var offset = 0
    return lengths.map { length in
      defer { offset += length }
      return Array(bytes[offset..<offset + length])
    }
  }
}
