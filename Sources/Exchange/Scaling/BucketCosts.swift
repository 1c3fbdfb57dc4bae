import Communication
import RegisterTiles
import Tensors

/// What the buckets of a gradient cost with each codec on this machine, measured and worked out without other ranks.
public struct BucketCosts {
  private static let rounds = 5

  private let exchange: GradientExchange
  private let tensors: [GradientTensor]
  private let tiles: any CodecTiles.Type
  private let communicator: Communicator

  /// - Parameters:
  ///   - communicator: of this rank alone.
  ///   - gradients: filled, and overwritten by what the codecs make of them.
  /// - Throws: `ExchangeError` for settings that do not work.
  public init(
    communicator: Communicator, gradients: Tensor, tensors: [GradientTensor], configuration: ExchangeConfiguration,
    tiles: any CodecTiles.Type
  ) throws {
    precondition(communicator.size == 1, "Other ranks would have to take part.")
    exchange = try GradientExchange(
      communicator: communicator, gradients: gradients, tensors: tensors, configuration: configuration, tiles: tiles)
    (self.communicator, self.tensors, self.tiles) = (communicator, tensors, tiles)
  }

  /// The last tensor of each bucket.
  public var lastTensors: [Int] { exchange.plan.buckets.map { $0.upperBound - 1 } }

  /// Each bucket's cost, and the least seconds of some rounds in which it is encoded, its owner's shard summed, and
  /// decoded. A step of a single rank makes all sums of a step of many: their number changes who owns which, not how
  /// many values a rank sums.
  public func measure(_ codec: Codec) throws -> [(processorSeconds: Double, cost: ExchangeCost)] {
    try zip(exchange.plan.buckets, exchange.slices).map { range, slice in
      let sum = try codec.makeSum(
        Bucket(
          gradients: slice, tensors: tensors[range], communicator: communicator,
          configuration: exchange.configuration, key: 1, tiles: tiles))
      var best = Double.infinity
      for round in 0..<Self.rounds {
        let start = ContinuousClock.now
        try sum.start(step: round)
        while try !sum.advance() {}
        best = min(best, (ContinuousClock.now - start) / .seconds(1))
      }
      return (best, codec.cost(Array(tensors[range]), exchange.configuration.settings))
    }
  }
}
