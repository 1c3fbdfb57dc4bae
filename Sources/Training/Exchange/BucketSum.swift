/// One bucket's way to its sum: a codec's messages, one after the other, none of which blocks.
///
/// Every rank gets the same bits. Adding a codec means a type like `DenseSum` and a line in `BucketSums`.
protocol BucketSum: AnyObject {
  /// Encodes the bucket's gradients, which are final, and starts the first message.
  func start(step: Int) throws

  /// Moves the messages on; returns true once every gradient of the bucket holds the sum.
  func advance() throws -> Bool
}
