import Compression

/// Every gradient in 16 bits.
final class SixteenBitSum: BucketSum {
  private let bucket: Bucket
  private let format: SixteenBitFormat
  private let sum: ShardedSum

  init(_ bucket: Bucket, format: SixteenBitFormat) throws {
    self.bucket = bucket
    self.format = format
    sum = try ShardedSum(
      communicator: bucket.communicator, count: bucket.gradients.count, format: format, tiles: bucket.tiles)
  }

  func encode(step: Int) {
    format.encode(bucket.gradients.pointer, sum.values, sum.count, tiles: bucket.tiles)
  }

  func start(step: Int) throws {
    encode(step: step)
    try sum.start()
  }

  func advance() throws -> Bool {
    guard try sum.advance() else { return false }
    format.decode(sum.values, bucket.gradients.pointer, sum.count, tiles: bucket.tiles)
    return true
  }
}
