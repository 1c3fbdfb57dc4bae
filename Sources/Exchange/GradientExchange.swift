import Communication
import Compression
import Kernels
import RegisterTiles
import Tensors

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

  let communicator: Communicator
  let tensors: [GradientTensor]
  var chosenCodec: Codec?
  var usesTwoLevels = false
  var measurements = StepMeasurements()
  let channels: BucketChannels?

  private let bucketOfTensor: [Int]
  private let thread: ExchangeThread?
  private let tiles: any CodecTiles.Type
  private let seed: UInt64
  private var sums: [any BucketSum] = []
  private var pending: [Int]
  private var isReady: [Bool]
  private var isHandedOver: [Bool]
  private var bytesSentBefore = 0

  /// Collective.
  ///
  /// - Parameters:
  ///   - tensors: every gradient, in the order in which backward finishes them; the same on every rank.
  ///   - kernels: the instruction set of the codecs' loops, resolved (`ComputeContext.kernels`).
  ///   - seed: what random masks depend on.
  ///   - facts: what else must be equal on all ranks, as name and value.
  /// - Throws: `ExchangeError` for settings that do not work or differ between ranks, `MPIError`.
  public init(
    communicator: Communicator, tensors: [GradientTensor], configuration: ExchangeConfiguration,
    kernels: KernelSelection, seed: UInt64 = 0, facts: [(name: String, value: String)] = []
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.communicator = communicator
    self.tensors = tensors
    self.seed = seed
    tiles = kernels.codecTiles
    plan = BucketPlan(
      tensorBytes: tensors.map { $0.count * MemoryLayout<Float>.stride },
      limitBytes: Int(configuration.bucketMegabytes * 1e6))
    bucketOfTensor = plan.buckets.enumerated().flatMap { index, range in range.map { _ in index } }
    pending = plan.buckets.map(\.count)
    isReady = Array(repeating: false, count: tensors.count)
    isHandedOver = Array(repeating: false, count: plan.buckets.count)
    guard communicator.size > 1 else {
      channels = nil
      thread = nil
      return
    }
    let layout = plan.buckets.map { bucket in tensors[bucket].map { "\($0.name)\($0.shape)" }.joined(separator: " ") }
    try Agreement.verify(
      facts + configuration.facts + layout.enumerated().map { ("bucket \($0)", $1) },
      over: communicator)
    channels = try BucketChannels(world: communicator, count: plan.buckets.count)
    thread = ExchangeThread(
      bucketCount: plan.buckets.count,
      watch: StallWatch(world: try communicator.duplicate(), deadlineSeconds: configuration.stallSeconds))
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
      measurements.beginStep()
    }
    use(codec(forStep: step))
    begin(step)
  }

  private func begin(_ step: Int) {
    for (bucket, range) in plan.buckets.enumerated() {
      pending[bucket] = range.count
      isHandedOver[bucket] = false
    }
    for index in isReady.indices { isReady[index] = false }
    bytesSentBefore = channels?.bytesSent ?? 0
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
    guard let thread, let channels else { return statistics }
    for bucket in isHandedOver.indices where !isHandedOver[bucket] { thread.handOver(bucket) }
    let times = try thread.finishStep()
    measurements.finishStep(exposed: times.exposed, window: times.window)
    statistics.hiddenSeconds = times.hidden
    statistics.exposedSeconds = times.exposed
    statistics.bytesSent = channels.bytesSent - bytesSentBefore
    return statistics
  }

  /// Runs `body`, in which this rank blocks until the other ranks come, under the deadline of the exchange.
  ///
  /// - Parameter purpose: what the ranks agree on, for people.
  public func watching<Result>(_ purpose: String, _ body: () throws -> Result) rethrows -> Result {
    guard let thread else { return try body() }
    return try thread.watching(purpose, body)
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

  private func codec(forStep step: Int) -> Codec {
    step > configuration.compressAfter ? configuration.codec ?? chosenCodec ?? .none : .none
  }

  /// Sets the buckets up for `codec`, unless they are.
  func use(_ codec: Codec) {
    guard let channels, codec != self.codec else { return }
    self.codec = codec
    sums = plan.buckets.indices.map { bucket in
      channels.makeSum(
        bucket: bucket, twoLevels: usesTwoLevels, tensors: tensors[plan.buckets[bucket]], codec: codec,
        configuration: configuration, key: splitMix(seed &+ UInt64(bucket)), tiles: tiles)
    }
  }

  /// Drops the buckets' set-up, and with it what a codec owes.
  func forgetCodec() {
    codec = nil
    sums = []
  }

  /// What a checkpoint needs of this rank, as views: `NAME.residual`, what it owes of a gradient, and PowerSGD's
  /// `NAME.right`, the same on every rank. Empty for codecs without memory, and for one rank.
  ///
  /// A run that continues on W' instead of W ranks gives every rank the sum of all ranks' residuals divided by W'.
  public var state: [String: Tensor] {
    sums.reduce(into: [:]) { state, sum in state.merge(sum.state) { first, _ in first } }
  }

  /// Continues from a saved `state`, before the first step of the run.
  ///
  /// - Parameters:
  ///   - codec: the codec that ran (`codec`), with which `auto` goes on; nil if it is to choose.
  ///   - lastStep: the last step that was done.
  /// - Throws: `ExchangeError.mismatchedState` where the names or sizes are those of other settings.
  public func restore(_ saved: [String: [Float]], codec savedCodec: Codec? = nil, lastStep: Int) throws {
    guard thread != nil else { return }
    if configuration.codec == nil && lastStep > configuration.compressAfter { chosenCodec = savedCodec }
    use(codec(forStep: lastStep))
    let state = state
    for (name, tensor) in state {
      guard let values = saved[name], values.count == tensor.count else {
        throw ExchangeError.mismatchedState(
          "the checkpoint has no \(tensor.count) values of \(name); continue with the --compress options it was made with"
        )
      }
      tensor.copy(from: values)
    }
  }
}
