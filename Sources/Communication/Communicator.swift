import COpenMPI
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A group of ranks that exchange messages, and this process's place in it.
///
/// Every collective is called by all ranks of the communicator in the same order. Two threads may use two
/// communicators at the same time (`duplicate()` makes another over the same ranks), not one.
///
/// `@unchecked Sendable`: all stored properties are constants, and MPI is started so that any thread may call it.
public final class Communicator: @unchecked Sendable {
  let handle: MPI_Comm

  /// This process's number, from 0.
  public let rank: Int
  /// The number of ranks.
  public let size: Int
  /// This process's number among the ranks that share its host's memory.
  public let localRank: Int
  /// The number of ranks that share this host's memory.
  public let localSize: Int
  /// Each rank's host, in rank order.
  public let hostNames: [String]

  private let sentBytes = Atomic<Int>(0)

  /// Bytes that this rank has handed to the communicator's non-blocking operations to send, its own share of a
  /// collective counted once.
  public var bytesSent: Int { sentBytes.load(ordering: .relaxed) }

  func count<T>(sent elements: Int, of type: T.Type) {
    sentBytes.wrappingAdd(elements * MemoryLayout<T>.stride, ordering: .relaxed)
  }

  /// Starts MPI and returns the communicator of all ranks; later calls return the same one.
  ///
  /// Without mpirun it is one rank.
  /// - Throws: where MPI cannot start, offers no calls from several threads, or sees one rank though the environment
  ///   promises more (N copies of a single-rank job).
  public static func start() throws(MPIError) -> Communicator { try world.get() }

  private static let world = Result { () throws(MPIError) in try initialize() }

  private static func initialize() throws(MPIError) -> Communicator {
    if let promise = LaunchEnvironment.promisedSize, promise.ranks > 1, !LaunchEnvironment.hasProcessManager {
      throw LaunchEnvironment.mismatch(ranks: promise.ranks, variable: promise.variable)
    }
    LaunchEnvironment.applySettings()
    var provided: Int32 = 0
    try check(MPI_Init_thread(nil, nil, Int32(MPI_THREAD_MULTIPLE), &provided), "MPI_Init_thread")
    guard provided == Int32(MPI_THREAD_MULTIPLE) else {
      throw MPIError(
        call: "MPI_Init_thread", text: "this MPI allows no calls from several threads; use Open MPI 4 or later")
    }
    let communicator = try Communicator(MPI_COMM_WORLD)
    if communicator.size == 1, let promise = LaunchEnvironment.promisedSize, promise.ranks > 1 {
      throw LaunchEnvironment.mismatch(ranks: promise.ranks, variable: promise.variable)
    }
    return communicator
  }

  /// Wraps `handle`; collective, because the ranks tell each other their hosts.
  init(_ handle: MPI_Comm) throws(MPIError) {
    try check(MPI_Comm_set_errhandler(handle, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler")
    self.handle = handle
    (rank, size) = try Self.place(in: handle)
    var local: MPI_Comm? = try Self.splitByHost(handle)
    (localRank, localSize) = try Self.place(in: local!)
    try check(MPI_Comm_free(&local), "MPI_Comm_free")
    hostNames = try Self.gatherHostNames(in: handle, size: size)
  }

  /// Wraps a duplicate of `other`, whose error handling it inherited.
  private init(_ handle: MPI_Comm, placedAs other: Communicator) {
    self.handle = handle
    (rank, size, localRank, localSize) = (other.rank, other.size, other.localRank, other.localSize)
    hostNames = other.hostNames
  }

  private static func place(in handle: MPI_Comm) throws(MPIError) -> (rank: Int, size: Int) {
    var rank: Int32 = 0
    var size: Int32 = 0
    try check(MPI_Comm_rank(handle, &rank), "MPI_Comm_rank")
    try check(MPI_Comm_size(handle, &size), "MPI_Comm_size")
    return (Int(rank), Int(size))
  }

  private static func gatherHostNames(in handle: MPI_Comm, size: Int) throws(MPIError) -> [String] {
    let width = Int(MPI_MAX_PROCESSOR_NAME)
    var own = [CChar](repeating: 0, count: width)
    var length: Int32 = 0
    try check(MPI_Get_processor_name(&own, &length), "MPI_Get_processor_name")
    var all = [CChar](repeating: 0, count: width * size)
    try check(
      MPI_Allgather(&own, Int32(width), MPI_BYTE, &all, Int32(width), MPI_BYTE, handle), "MPI_Allgather")
    return (0..<size).map { rank in
      let bytes = all[rank * width..<(rank + 1) * width].prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Another communicator over the same ranks, whose messages never mix with this one's. Collective.
  public func duplicate() throws(MPIError) -> Communicator {
    var copy: MPI_Comm? = MPI_COMM_NULL
    try check(MPI_Comm_dup(handle, &copy), "MPI_Comm_dup")
    return Communicator(copy!, placedAs: self)
  }

  /// A communicator of the ranks that give the same `group`, in rank order; nil for a rank that gives nil. Collective.
  public func split(group: Int?) throws(MPIError) -> Communicator? {
    var part: MPI_Comm? = MPI_COMM_NULL
    try check(
      MPI_Comm_split(handle, group.map(messageCount) ?? MPI_UNDEFINED, messageCount(rank), &part), "MPI_Comm_split")
    return part == MPI_COMM_NULL ? nil : try Communicator(part!)
  }

  /// The communicator of the ranks that share this host's memory, in rank order. Collective.
  public func splitByHost() throws(MPIError) -> Communicator { try Communicator(Self.splitByHost(handle)) }

  private static func splitByHost(_ handle: MPI_Comm) throws(MPIError) -> MPI_Comm {
    var local: MPI_Comm? = MPI_COMM_NULL
    try check(
      MPI_Comm_split_type(handle, Int32(MPI_COMM_TYPE_SHARED), 0, MPI_INFO_NULL, &local), "MPI_Comm_split_type")
    return local!
  }

  /// The number of hosts: every host's ranks have one with local rank 0.
  public func hostCount() throws(MPIError) -> Int { try allreduce(localRank == 0 ? 1 : 0, .sum) }

  /// Ends message passing; the last call of a rank that ends well. Waits for the other ranks.
  public static func finalize() throws(MPIError) {
    var isInitialized: Int32 = 0
    var isFinalized: Int32 = 0
    try check(MPI_Initialized(&isInitialized), "MPI_Initialized")
    try check(MPI_Finalized(&isFinalized), "MPI_Finalized")
    if isInitialized != 0 && isFinalized == 0 { try check(MPI_Finalize(), "MPI_Finalize") }
  }

  /// Ends all ranks at once with `code` as the job's exit code. Say why on standard error first.
  public func abort(code: Int32) -> Never {
    // MPI_Abort drops what stands in the buffers.
    fflush(nil)
    _ = MPI_Abort(handle, code)
    exit(code)
  }
}
