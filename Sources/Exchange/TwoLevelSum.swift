import Communication
import Tensors

/// A sum in two levels: inside each host over its shared memory, between the hosts by one rank each, and back. The
/// network carries each host's gradient once, however many ranks the host has.
final class TwoLevelSum: BucketSum {
  private enum Stage { case reducing, exchanging, broadcasting }

  private let host: Communicator
  private let gradients: Tensor
  private let between: (any BucketSum)?
  private var stage = Stage.reducing
  private var step = 0
  private var request = Request()

  /// - Parameters:
  ///   - host: the ranks of this host.
  ///   - between: on rank 0 of `host`, the sum of the hosts' `gradients`.
  init(host: Communicator, gradients: Tensor, between: (any BucketSum)?) {
    self.host = host
    self.gradients = gradients
    self.between = between
  }

  var state: [String: Tensor] { between?.state ?? [:] }

  func encode(step: Int) { between?.encode(step: step) }

  func start(step: Int) throws {
    self.step = step
    stage = .reducing
    request = try host.startReduce(gradients.buffer, .sum, to: 0)
  }

  func advance() throws -> Bool {
    switch stage {
    case .reducing:
      guard try request.test() else { return false }
      if let between {
        try between.start(step: step)
        stage = .exchanging
      } else {
        try startBroadcast()
      }
      return false
    case .exchanging:
      guard let between, try between.advance() else { return false }
      try startBroadcast()
      return false
    case .broadcasting:
      return try request.test()
    }
  }

  private func startBroadcast() throws {
    stage = .broadcasting
    request = try host.startBroadcast(gradients.buffer, from: 0)
  }
}
