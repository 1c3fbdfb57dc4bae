import Communication
import RegisterTiles
import Timing

/// Measures one gradient's exchange over the ranks, without computation beside it.
public struct ExchangeBenchmark {
  /// One codec at one size.
  public struct Row: Codable, Sendable {
    public var codec: String
    /// Which choice of the codec's varied option: who chooses the values of codec `nm`.
    public var variant: String?
    public var ranks: Int
    public var hosts: Int
    /// fp32 gradient, in millions of bytes.
    public var megabytes: Double
    /// The slowest rank's time, the median of the rounds.
    public var milliseconds: Double
    /// What a rank hands to MPI in a step, the mean over the ranks.
    public var bytesSent: Double
    /// fp32 gradient over time.
    public var effectiveGbPerSecond: Double
    /// fp32 gradient that one core encodes in a second; nil where nothing is encoded.
    public var encodeGbPerSecond: Double?
    /// The norm of the error of one sum over the norm of the exact sum.
    public var relativeError: Double
    /// The same for the sum of 100 rounds, with error feedback.
    public var relativeErrorAfter100Rounds: Double
    /// The same without error feedback.
    public var relativeErrorAfter100RoundsWithoutFeedback: Double

    enum CodingKeys: String, CodingKey {
      case codec, ranks, hosts, megabytes, milliseconds
      case variant = "mask"
      case bytesSent = "bytes_sent"
      case effectiveGbPerSecond = "effective_gb_per_second"
      case encodeGbPerSecond = "encode_gb_per_second"
      case relativeError = "relative_error"
      case relativeErrorAfter100Rounds = "relative_error_after_100_rounds"
      case relativeErrorAfter100RoundsWithoutFeedback = "relative_error_after_100_rounds_without_feedback"
    }
  }

  static let rounds = 100
  private static let purpose: StaticString = "the benchmark of the exchange"

  let communicator: Communicator
  let configuration: ExchangeConfiguration
  let tiles: any CodecTiles.Type

  /// - Parameter configuration: the codecs' settings; its codec is not used.
  public init(communicator: Communicator, configuration: ExchangeConfiguration, tiles: any CodecTiles.Type) {
    self.communicator = communicator
    self.configuration = configuration
    self.tiles = tiles
  }

  /// Checks a codec's sums, then times it. Collective; the row is the same on every rank.
  ///
  /// - Throws: `ExchangeError.wrongSum`, and what `GradientExchange` throws.
  public func measure(_ codec: Codec, megabytes: Double) throws -> Row {
    let errors = try relativeErrors(codec, feedback: true, megabytes: min(megabytes, 2))
    let bare = try relativeErrors(codec, feedback: false, megabytes: min(megabytes, 2))
    let gradient = BenchmarkGradient(megabytes: megabytes, rank: communicator.rank)
    gradient.fill(round: 1)
    let encode = try encodeSpeed(codec, gradient)
    let exchange = try makeExchange(codec, gradient, feedback: true)
    let (seconds, bytes) = try time(exchange, gradient)
    let meanBytes = try communicator.allreduce(bytes, .sum, for: Self.purpose) / Double(communicator.size)
    return Row(
      codec: codec.rawValue, variant: codec.variedOption.map { configuration.settings[text: $0] },
      ranks: communicator.size, hosts: try communicator.hostCount(for: Self.purpose), megabytes: megabytes,
      milliseconds: seconds * 1000, bytesSent: meanBytes,
      effectiveGbPerSecond: seconds > 0 ? megabytes / 1000 / seconds : 0, encodeGbPerSecond: encode,
      relativeError: errors.first, relativeErrorAfter100Rounds: errors.last,
      relativeErrorAfter100RoundsWithoutFeedback: bare.last)
  }

  private func makeExchange(_ codec: Codec, _ gradient: BenchmarkGradient, feedback: Bool) throws -> GradientExchange {
    var configuration = configuration
    configuration.codec = codec
    configuration.usesErrorFeedback = feedback
    return try GradientExchange(
      communicator: communicator, gradients: gradient.gradients, tensors: gradient.tensors,
      configuration: configuration, tiles: tiles)
  }

  /// Gigabytes of fp32 gradient that rank 0 encodes in a second, the best of some rounds, error feedback included, while
  /// the others wait: cores share their path to memory. Nil for fp32 itself.
  private func encodeSpeed(_ codec: Codec, _ gradient: BenchmarkGradient) throws -> Double? {
    guard codec != Codec.none else { return nil }
    var best = Double.infinity
    if communicator.rank == 0 {
      let sum = try codec.makeSum(
        Bucket(
          gradients: gradient.gradients, tensors: gradient.tensors[...], communicator: communicator,
          configuration: configuration, key: 1, tiles: tiles))
      for round in 0..<6 {
        let start = ContinuousClock.now
        sum.encode(step: round)
        best = min(best, (ContinuousClock.now - start) / .seconds(1))
      }
    }
    return Double(gradient.gradients.count) * 4 / (try communicator.broadcast(best, for: Self.purpose)) / 1e9
  }

  private func step(_ exchange: GradientExchange, _ gradient: BenchmarkGradient, _ step: Int) throws -> Int {
    try exchange.beginStep(step)
    for index in gradient.tensors.indices { exchange.gradientReady(index) }
    return try exchange.finishStep().bytesSent
  }

  /// The median over some rounds of the slowest rank's seconds, and this rank's mean bytes.
  private func time(_ exchange: GradientExchange, _ gradient: BenchmarkGradient) throws -> (Double, Double) {
    // As many rounds as there are leaders of masks, at least, so that each rank's bytes have their usual mean.
    let rounds = communicator.size * ((6 + communicator.size) / communicator.size)
    var seconds: [Double] = []
    var bytes = 0
    for round in 0...rounds {
      gradient.fill(round: round)
      try communicator.barrier(for: Self.purpose)
      let start = ContinuousClock.now
      let sent = try step(exchange, gradient, round + 1)
      let slowest = try communicator.allreduce((ContinuousClock.now - start) / .seconds(1), .maximum, for: Self.purpose)
      // The first round warms up.
      guard round > 0 else { continue }
      bytes += sent
      seconds.append(slowest)
    }
    return (seconds.median, Double(bytes) / Double(rounds))
  }

  /// The relative error of one round's sum and of all rounds' sums together.
  private func relativeErrors(_ codec: Codec, feedback: Bool, megabytes: Double) throws -> (first: Double, last: Double)
  {
    let gradient = BenchmarkGradient(megabytes: megabytes, rank: communicator.rank)
    let exchange = try makeExchange(codec, gradient, feedback: feedback)
    var given = [Double](repeating: 0, count: gradient.gradients.count)
    var arrived = given
    var first = 0.0
    for round in 1...Self.rounds {
      gradient.fill(round: round)
      gradient.add(to: &given)
      _ = try step(exchange, gradient, round)
      gradient.add(to: &arrived)
      if round == 1 {
        first = try relativeError(of: arrived, given: given)
        try verify(codec, gradient, error: first)
      }
    }
    return (first, try relativeError(of: arrived, given: given))
  }

  private func relativeError(of arrived: [Double], given: [Double]) throws -> Double {
    let exact = try communicator.allreduce(given, .sum, for: Self.purpose)
    var error = 0.0
    var norm = 0.0
    for index in exact.indices {
      error += (arrived[index] - exact[index]) * (arrived[index] - exact[index])
      norm += exact[index] * exact[index]
    }
    return (error / norm).squareRoot()
  }

  private func verify(_ codec: Codec, _ gradient: BenchmarkGradient, error: Double) throws {
    let digests = try communicator.allgather(gradient.digest, for: Self.purpose)
    guard error <= codec.largestError, Set(digests).count == 1 else {
      throw ExchangeError.wrongSum(
        "codec \(codec.rawValue) sums wrong on this MPI (relative error \(error)); "
          + "unset OMPI_MCA_coll_* settings or take another --compress")
    }
  }
}
