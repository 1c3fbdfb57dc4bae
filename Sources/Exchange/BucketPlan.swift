import Tensors

/// Which gradients travel together, fixed at the start.
///
/// Tensors stay in the order in which backward finishes them. A bucket is closed at `limitBytes`, or before that at half
/// of what is still to come: the last bucket's transfer is the one that no computation hides, so it is to be small.
public struct BucketPlan: Equatable, Sendable {
  /// Each bucket's tensors, as a range of the order given.
  public let buckets: [Range<Int>]

  /// Below this a bucket is not closed early: a message's fixed cost would outweigh what it hides.
  static let smallestBytes = 1 << 20

  public init(tensorBytes: [Int], limitBytes: Int) {
    var buckets: [Range<Int>] = []
    var remaining = tensorBytes.reduce(0, +)
    var first = 0
    var bytes = 0
    for (index, size) in tensorBytes.enumerated() {
      bytes += size
      let target = min(limitBytes, max(Self.smallestBytes, remaining / 2))
      if bytes >= target || index == tensorBytes.count - 1 {
        buckets.append(first..<index + 1)
        first = index + 1
        remaining -= bytes
        bytes = 0
      }
    }
    self.buckets = buckets
  }

  /// Each bucket's part of `gradients`.
  ///
  /// - Throws: `ExchangeError.invalidSetting` for a bucket of more elements than MPI counts to.
  func slices(of gradients: Tensor, tensors: [GradientTensor]) throws(ExchangeError) -> [Tensor] {
    var offset = 0
    var slices: [Tensor] = []
    for bucket in buckets {
      let count = tensors[bucket].reduce(0) { $0 + $1.count }
      guard count <= Int32.max else {
        throw .invalidSetting(
          "a bucket of \(count) gradients is more than MPI sends at once (\(Int32.max)); lower --bucket-megabytes, "
            + "or split the model's largest tensor")
      }
      slices.append(gradients.slice(offset: offset, count: count))
      offset += count
    }
    return slices
  }
}
