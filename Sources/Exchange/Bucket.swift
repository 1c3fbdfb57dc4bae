import Communication
import RegisterTiles
import Tensors

/// Gradients that travel together, and what a codec needs to know to sum them.
struct Bucket {
  /// This rank's gradients, one after the other, overwritten with their sums over the ranks.
  let gradients: Tensor
  /// Each tensor with its part of `gradients`.
  let parts: [(tensor: GradientTensor, gradient: Tensor)]
  let communicator: Communicator
  let settings: CodecSettings
  let usesErrorFeedback: Bool
  /// What random choices depend on besides the step; the same on every rank.
  let key: UInt64
  let tiles: any CodecTiles.Type

  init(
    gradients: Tensor, tensors: ArraySlice<GradientTensor>, communicator: Communicator,
    configuration: ExchangeConfiguration, key: UInt64, tiles: any CodecTiles.Type
  ) {
    self.gradients = gradients
    self.communicator = communicator
    self.key = key
    self.tiles = tiles
    settings = configuration.settings
    usesErrorFeedback = configuration.usesErrorFeedback
    var offset = 0
    parts = tensors.map { tensor in
      defer { offset += tensor.count }
      return (tensor, gradients.slice(offset: offset, count: tensor.count))
    }
  }
}
