import Communication
import Compression
import RegisterTiles

/// Codecs `bf16` and `fp16`: every gradient in 16 bits.
final class SixteenBitSum: BucketSum {
  private let tensors: ArraySlice<GradientTensor>
  private let format: SixteenBitFormat
  private let tiles: any CodecTiles.Type
  private let sum: ShardedSum

  init(
    communicator: Communicator, tensors: ArraySlice<GradientTensor>, format: SixteenBitFormat,
    tiles: any CodecTiles.Type
  ) {
    self.tensors = tensors
    self.format = format
    self.tiles = tiles
    let count = tensors.reduce(0) { $0 + $1.count }
    sum = ShardedSum(communicator: communicator, count: count, format: format, tiles: tiles)
  }

  func start(step: Int) throws {
    var target = sum.values
    for tensor in tensors {
      format.encode(tensor.gradient.pointer, target, tensor.count, tiles: tiles)
      target += tensor.count
    }
    try sum.start()
  }

  func advance() throws -> Bool {
    guard try sum.advance() else { return false }
    var source = sum.values
    for tensor in tensors {
      format.decode(source, tensor.gradient.pointer, tensor.count, tiles: tiles)
      source += tensor.count
    }
    return true
  }
}
