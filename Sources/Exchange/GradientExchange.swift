import Communication
import RegisterTiles
import Tensors
import Timing

/// Sums gradients over the ranks, bucket after bucket, while backward goes on.
///
/// A step is `beginStep(_:)`, `gradientReady(_:)` for each tensor as backward finishes it, `finishStep()`. Gradients
/// arrive divided by the global sample count, so that their sum is the mean; a rank without samples gives zeros and
/// takes part all the same. The sums have the same bits on every rank, and from run to run for a world size. One rank
/// alone exchanges nothing.
public final class GradientExchange {
  public let plan: BucketPlan
  public let configuration: ExchangeConfiguration

  /// The codec that runs; nil before the first step.
  public private(set) var codec: Codec?
  /// What `auto` chose and why, in a line; nil before it has chosen.
  public internal(set) var explanation: String?

  /// Takes each bucket's time under way; to be set between steps, and read then.
  public var trace: SpanRecorder? {
    get { thread?.trace }
    set { thread?.trace = newValue }
  }

  let communicator: Communicator
  let communicators: BucketCommunicators?
  /// Each bucket's gradients.
  let slices: [Tensor]
  var chosenCodec: Codec?
  /// Steps before `auto` chose; nil where it has not.
  var chosenAfter: Int?
  var route = ExchangeState.Route.direct
  var measurements = StepMeasurements()
  private(set) var sums: [any BucketSum] = []

  private let tensors: [GradientTensor]
  private let bucketOfTensor: [Int]
  private let thread: ExchangeThread?
  private let tiles: any CodecTiles.Type
  private let seed: UInt64
  private var pending: [Int]
  private var isReady: [Bool]
  private var isHandedOver: [Bool]
  private var bytesSentBefore = 0

  /// Collective.
  ///
  /// - Parameters:
  ///   - gradients: this rank's gradients, overwritten with the sums over the ranks.
  ///   - tensors: what lies in `gradients`, one after the other without gaps, in the order in which backward finishes
  ///     them; the same on every rank.
  ///   - tiles: the codecs' loops.
  ///   - seed: what random masks depend on.
  ///   - facts: what else must be equal on all ranks, as name and value.
  /// - Throws: `ExchangeError` for settings that do not work or differ between ranks, `MPIError`.
  public init(
    communicator: Communicator, gradients: Tensor, tensors: [GradientTensor], configuration: ExchangeConfiguration,
    tiles: any CodecTiles.Type, seed: UInt64 = 0, facts: [(name: String, value: String)] = []
  ) throws {
    precondition(tensors.reduce(0) { $0 + $1.count } == gradients.count, "The tensors fill the gradients.")
    try configuration.validate()
    self.configuration = configuration
    self.communicator = communicator
    self.tensors = tensors
    self.seed = seed
    self.tiles = tiles
    plan = BucketPlan(
      tensorBytes: tensors.map { $0.count * MemoryLayout<Float>.stride },
      limitBytes: Int(configuration.bucketMegabytes * 1e6))
    bucketOfTensor = plan.buckets.enumerated().flatMap { index, range in range.map { _ in index } }
    slices = try plan.slices(of: gradients, tensors: tensors)
    pending = plan.buckets.map(\.count)
    isReady = Array(repeating: false, count: tensors.count)
    isHandedOver = Array(repeating: false, count: plan.buckets.count)
    guard communicator.size > 1 else {
      communicators = nil
      thread = nil
      return
    }
    let layout = plan.buckets.map { bucket in tensors[bucket].map { "\($0.name)\($0.shape)" }.joined(separator: " ") }
    try Agreement.verify(
      facts + configuration.facts + layout.enumerated().map { ("bucket \($0)", $1) },
      over: communicator)
    communicators = try BucketCommunicators(world: communicator, count: plan.buckets.count)
    thread = ExchangeThread(bucketCount: plan.buckets.count, watch: communicator.watch)
  }

  deinit { thread?.stop() }

  /// Begins step `step`, counted from 1. No gradient is written before this call and read by the exchange after it.
  ///
  /// - Throws: where `auto` tries the codecs at this step, what a trial throws.
  public func beginStep(_ step: Int) throws {
    guard thread != nil else { return }
    measurements.beginStep()
    if needsChoice(forStep: step) {
      try chooseCodec()
      chosenAfter = step - 1
      measurements.beginStep()
    }
    try use(codec(forStep: step))
    begin(step)
  }

  private func begin(_ step: Int) {
    for (bucket, range) in plan.buckets.enumerated() {
      pending[bucket] = range.count
      isHandedOver[bucket] = false
    }
    for index in isReady.indices { isReady[index] = false }
    bytesSentBefore = communicators?.bytesSent ?? 0
    thread?.beginStep(step, sums: sums)
  }

  /// Tells that tensor `index` holds its final gradient; until `finishStep()` it belongs to the exchange.
  public func gradientReady(_ index: Int) {
    guard let thread, !isReady[index] else { return }
    isReady[index] = true
    let bucket = bucketOfTensor[index]
    pending[bucket] -= 1
    if pending[bucket] == 0 && configuration.overlaps {
      isHandedOver[bucket] = true
      thread.handOver(bucket)
    }
  }

  /// Returns once every gradient holds its sum. Tensors of which `gradientReady(_:)` was not called are summed too.
  ///
  /// - Throws: `MPIError` where a message failed. A rank that keeps the others waiting beyond the deadline ends the job.
  public func finishStep() throws -> ExchangeStatistics {
    var statistics = ExchangeStatistics()
    guard let thread, let communicators else { return statistics }
    for bucket in isHandedOver.indices where !isHandedOver[bucket] { thread.handOver(bucket) }
    let times = try thread.finishStep()
    measurements.finishStep(exposed: times.exposed, window: times.window)
    statistics.hiddenSeconds = times.hidden
    statistics.exposedSeconds = times.exposed
    statistics.bytesSent = communicators.bytesSent - bytesSentBefore
    return statistics
  }

  /// Exchanges the gradients as they are, outside of any step but at the pace of one: the seconds that it kept a core
  /// busy.
  func exchangeOnce() throws -> Double {
    guard let thread else { return 0 }
    begin(0)
    for bucket in plan.buckets.indices { thread.handOver(bucket) }
    return try thread.finishStep(hurries: false).processor
  }

  private func needsChoice(forStep step: Int) -> Bool {
    configuration.codec == nil && chosenCodec == nil && step > configuration.compressAfter && measurements.areEnough
  }

  func codec(forStep step: Int) -> Codec {
    step > configuration.compressAfter ? configuration.codec ?? chosenCodec ?? Codec.none : Codec.none
  }

  /// Sets the buckets up for `codec`, unless they are.
  func use(_ codec: Codec) throws {
    guard let communicators, codec != self.codec else { return }
    sums = try plan.buckets.indices.map { bucket in
      func sum(over communicator: Communicator) throws -> any BucketSum {
        try codec.makeSum(
          Bucket(
            gradients: slices[bucket], tensors: tensors[plan.buckets[bucket]], communicator: communicator,
            configuration: configuration, key: splitMix(seed &+ UInt64(bucket)), tiles: tiles))
      }
      switch route {
      case .direct: return try sum(over: communicators.flat[bucket])
      case .throughHosts:
        let leaders = communicators.leaders
        return TwoLevelSum(
          host: communicators.hosts[bucket], gradients: slices[bucket],
          between: leaders.isEmpty ? nil : try sum(over: leaders[bucket]))
      }
    }
    self.codec = codec
  }

  /// Drops the buckets' set-up, and with it the residuals.
  func forgetCodec() {
    codec = nil
    sums = []
  }
}
