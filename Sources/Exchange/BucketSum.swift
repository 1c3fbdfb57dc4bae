import Tensors

/// One bucket's way to its sum: a codec's messages, one after the other, none of which blocks. Every rank gets the same
/// bits.
protocol BucketSum: AnyObject {
  /// All that this rank computes before the values of the bucket's gradients travel, at its most, without a message; for
  /// the benchmark.
  func encode(step: Int)

  /// Encodes the bucket's gradients, which are final, and starts the first message.
  func start(step: Int) throws

  /// Moves the messages on; returns true once every gradient of the bucket holds the sum.
  func advance() throws -> Bool

  /// What the next steps depend on, as views: residuals (`NAME.residual`, each rank its own) and PowerSGD's Q
  /// (`NAME.right`, the same on every rank).
  var state: [String: Tensor] { get }
}

extension BucketSum {
  var state: [String: Tensor] { [:] }
}

extension Tensor {
  var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: pointer, count: count) }
}
