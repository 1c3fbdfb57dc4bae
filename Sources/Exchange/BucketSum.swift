import Communication
import Compression
import Kernels
import RegisterTiles
import Tensors

/// One bucket's way to its sum: a codec's messages, one after the other, none of which blocks.
///
/// Every rank gets the same bits. Adding a codec means a type like `DenseSum` and a line in `Codec.makeSum`.
protocol BucketSum: AnyObject {
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

extension Codec {
  /// - Parameter key: what random choices depend on besides the step; the same on every rank.
  func makeSum(
    communicator: Communicator, tensors: ArraySlice<GradientTensor>, configuration: ExchangeConfiguration, key: UInt64,
    tiles: any CodecTiles.Type
  ) -> any BucketSum {
    switch self {
    case .none: DenseSum(communicator: communicator, tensors: tensors)
    case .bf16: SixteenBitSum(communicator: communicator, tensors: tensors, format: .bfloat16, tiles: tiles)
    case .fp16: SixteenBitSum(communicator: communicator, tensors: tensors, format: .float16, tiles: tiles)
    case .nm:
      ThinnedSum(
        communicator: communicator, tensors: tensors, configuration: configuration, key: key, tiles: tiles)
    case .powersgd:
      LowRankSum(
        communicator: communicator, tensors: tensors, configuration: configuration, key: key, tiles: tiles)
    }
  }
}
