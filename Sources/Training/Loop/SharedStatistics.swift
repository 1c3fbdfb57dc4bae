import Communication
import Network
import Tensors

/// The ranks' mean of the batch norms' running statistics, which stands for all in evaluation and in saved weights.
///
/// Training goes on with each rank's own: they come back after each use.
final class SharedStatistics {
  private let communicator: Communicator
  private let statistics: [Tensor]
  private let own: Tensor
  private let mean: Tensor

  init(of network: Network, communicator: Communicator) {
    self.communicator = communicator
    // Frozen ones are the same on all ranks, and a mean would round them.
    statistics = network.buffers.filter { !$0.isFrozen }.map(\.value)
    let count = statistics.reduce(0) { $0 + $1.count }
    (own, mean) = (Tensor(count: max(count, 1)), Tensor(count: max(count, 1)))
  }

  /// Runs `body` while the network holds the mean. Collective.
  func use<Result>(_ body: () throws -> Result) throws -> Result {
    guard communicator.size > 1, !statistics.isEmpty else { return try body() }
    statistics.gather(into: own)
    mean.copy(from: own)
    try communicator.average(mean)
    statistics.scatter(from: mean)
    defer { statistics.scatter(from: own) }
    return try body()
  }
}

extension Communicator {
  /// Overwrites `tensor` with its mean over the ranks. Collective.
  fileprivate func average(_ tensor: Tensor) throws {
    try allreduce(
      UnsafeMutableBufferPointer(start: tensor.pointer, count: tensor.count), .sum,
      for: "the mean of the batch-norm statistics")
    let factor = 1 / Float(size)
    for index in 0..<tensor.count { tensor[index] *= factor }
  }
}

extension [Tensor] {
  /// Copies the tensors side by side into `target`.
  fileprivate func gather(into target: Tensor) {
    var offset = 0
    for tensor in self {
      target.slice(offset: offset, count: tensor.count).copy(from: tensor)
      offset += tensor.count
    }
  }

  /// The reverse.
  fileprivate func scatter(from source: Tensor) {
    var offset = 0
    for tensor in self {
      tensor.copy(from: source.slice(offset: offset, count: tensor.count))
      offset += tensor.count
    }
  }
}
