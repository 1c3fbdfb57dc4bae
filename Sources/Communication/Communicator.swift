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
/// communicators at the same time (`duplicate(for:)` makes another over the same ranks), not one.
///
/// Blocking collectives of the world and its duplicates stand under a deadline: when it passes, the late ranks are named
/// and the job ends (`StallWatch`). Splits have none.
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

  /// Looks after this rank's waiting; nil in a split, and where there is one rank.
  public let watch: StallWatch?

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
    let deadline = StartDeadline(seconds: LaunchEnvironment.startSeconds)
    defer { deadline.end() }
    var provided: Int32 = 0
    try check(MPI_Init_thread(nil, nil, Int32(MPI_THREAD_MULTIPLE), &provided), "MPI_Init_thread")
    guard provided == Int32(MPI_THREAD_MULTIPLE) else {
      throw MPIError(
        call: "MPI_Init_thread", text: "this MPI allows no calls from several threads; use Open MPI 4 or later")
    }
    let unwatched = try Communicator(MPI_COMM_WORLD)
    if unwatched.size == 1, let promise = LaunchEnvironment.promisedSize, promise.ranks > 1 {
      throw LaunchEnvironment.mismatch(ranks: promise.ranks, variable: promise.variable)
    }
    guard unwatched.size > 1 else { return unwatched }
    if unwatched.localRank == 0 { LeftoverSegments.remove() }
    let watch = StallWatch(world: try unwatched.duplicate(for: "the start"))
    return Communicator(unwatched.handle, placedAs: unwatched, watch: watch)
  }

  /// Wraps `handle`; collective, because the ranks tell each other their hosts.
  init(_ handle: MPI_Comm) throws(MPIError) {
    try check(MPI_Comm_set_errhandler(handle, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler")
    self.handle = handle
    watch = nil
    (rank, size) = try Self.place(in: handle)
    var local: MPI_Comm? = try Self.splitByHost(handle)
    (localRank, localSize) = try Self.place(in: local!)
    try check(MPI_Comm_free(&local), "MPI_Comm_free")
    hostNames = try Self.gatherHostNames(in: handle, size: size)
  }

  /// Wraps a handle over the ranks of `other`, whose error handling it has.
  private init(_ handle: MPI_Comm, placedAs other: Communicator, watch: StallWatch?) {
    self.handle = handle
    self.watch = watch
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

  /// Calls MPI, which returns when the other ranks have called it too, under the deadline.
  func collective(
    _ call: StaticString, for purpose: StaticString, _ body: () throws(MPIError) -> Int32
  ) throws(MPIError) {
    try watched(purpose) { () throws(MPIError) in try check(body(), "\(call)") }
  }

  private func watched<Result>(
    _ purpose: StaticString, _ body: () throws(MPIError) -> Result
  ) throws(MPIError) -> Result {
    watch?.beginCall(purpose)
    defer { watch?.endCall() }
    return try body()
  }

  /// How long this rank waits for the others at most, in every call and for every bucket.
  public var deadlineSeconds: Double {
    get { watch?.deadlineSeconds ?? .infinity }
    set { watch?.deadlineSeconds = newValue }
  }

  /// Another communicator over the same ranks, whose messages never mix with this one's. Collective.
  public func duplicate(for purpose: StaticString) throws(MPIError) -> Communicator {
    var copy: MPI_Comm? = MPI_COMM_NULL
    try collective("MPI_Comm_dup", for: purpose) { MPI_Comm_dup(handle, &copy) }
    return Communicator(copy!, placedAs: self, watch: watch)
  }

  /// A communicator of the ranks that give the same `group`, in rank order; nil for a rank that gives nil. Collective.
  public func split(group: Int?, for purpose: StaticString) throws(MPIError) -> Communicator? {
    try watched(purpose) { () throws(MPIError) in
      var part: MPI_Comm? = MPI_COMM_NULL
      try check(
        MPI_Comm_split(handle, group.map(messageCount) ?? MPI_UNDEFINED, messageCount(rank), &part), "MPI_Comm_split")
      return part == MPI_COMM_NULL ? nil : try Communicator(part!)
    }
  }

  /// The communicator of the ranks that share this host's memory, in rank order. Collective.
  public func splitByHost(for purpose: StaticString) throws(MPIError) -> Communicator {
    try watched(purpose) { () throws(MPIError) in try Communicator(Self.splitByHost(handle)) }
  }

  private static func splitByHost(_ handle: MPI_Comm) throws(MPIError) -> MPI_Comm {
    var local: MPI_Comm? = MPI_COMM_NULL
    try check(
      MPI_Comm_split_type(handle, Int32(MPI_COMM_TYPE_SHARED), 0, MPI_INFO_NULL, &local), "MPI_Comm_split_type")
    return local!
  }

  /// What MPI says of itself, as "Open MPI v4.1.4".
  public static var versionOfMPI: String {
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_LIBRARY_VERSION_STRING))
    var length: Int32 = 0
    guard MPI_Get_library_version(&text, &length) == 0 else { return "unknown" }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(String(decoding: bytes, as: UTF8.self).prefix { $0 != "," && $0 != "\n" })
  }

  /// The number of hosts: every host's ranks have one with local rank 0.
  public func hostCount(for purpose: StaticString) throws(MPIError) -> Int {
    try allreduce(localRank == 0 ? 1 : 0, .sum, for: purpose)
  }

  /// Ends message passing; the last call of a rank that ends well. Waits for the other ranks, under the deadline.
  public static func finalize() throws(MPIError) {
    var isInitialized: Int32 = 0
    var isFinalized: Int32 = 0
    try check(MPI_Initialized(&isInitialized), "MPI_Initialized")
    try check(MPI_Finalized(&isFinalized), "MPI_Finalized")
    guard isInitialized != 0 && isFinalized == 0 else { return }
    let world = try start()
    try world.barrier(for: "the end of the run")
    world.watch?.stop()
    try check(MPI_Finalize(), "MPI_Finalize")
  }

  /// Ends all ranks at once with `code` as the job's exit code. Say why on standard error first.
  public func abort(code: Int32) -> Never {
    // MPI_Abort drops what stands in the buffers, and Open MPI 5 what mpirun has not read yet.
    fflush(nil)
    usleep(200_000)
    _ = MPI_Abort(handle, code)
    exit(code)
  }
}
