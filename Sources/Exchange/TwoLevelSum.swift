import Communication
import Kernels
import Tensors

/// A sum in two levels: inside each host over its shared memory, between the hosts by one rank each, and back. The
/// network carries each host's gradient once, however many ranks the host has.
final class TwoLevelSum: BucketSum {
  private enum Stage { case reducing, exchanging, broadcasting }

  private let host: Communicator
  private let tensors: ArraySlice<GradientTensor>
  private let between: (any BucketSum)?
  private let values: Tensor
  private var stage = Stage.reducing
  private var step = 0
  private var request = Request()

  /// - Parameters:
  ///   - host: the ranks of this host.
  ///   - between: on rank 0 of `host`, the sum of the hosts' gradients.
  init(host: Communicator, tensors: ArraySlice<GradientTensor>, between: (any BucketSum)?) {
    self.host = host
    self.tensors = tensors
    self.between = between
    values = Tensor(count: tensors.reduce(0) { $0 + $1.count })
  }

  var state: [String: Tensor] { between?.state ?? [:] }

  private var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: values.pointer, count: values.count)
  }

  func start(step: Int) throws {
    self.step = step
    tensors.copyGradients(to: values)
    stage = .reducing
    request = try host.startReduce(buffer, .sum, to: 0)
  }

  func advance() throws -> Bool {
    switch stage {
    case .reducing:
      guard try request.test() else { return false }
      if let between {
        tensors.copyGradients(from: values)
        try between.start(step: step)
        stage = .exchanging
      } else {
        try startBroadcast()
      }
      return false
    case .exchanging:
      guard let between, try between.advance() else { return false }
      tensors.copyGradients(to: values)
      try startBroadcast()
      return false
    case .broadcasting:
      guard try request.test() else { return false }
      tensors.copyGradients(from: values)
      return true
    }
  }

  private func startBroadcast() throws {
    stage = .broadcasting
    request = try host.startBroadcast(buffer, from: 0)
  }
}
