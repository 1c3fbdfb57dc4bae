import Datasets
import Kernels
import Network
import Tensors

/// A network in evaluation mode, with test-time averaging where it is wanted.
final class Classifier {
  private let network: Network
  private let context: ComputeContext
  private let flips: Bool
  private var flippedImages: Tensor?
  private var firstLogits: Tensor?

  /// - Parameter flips: whether logits are the mean over each image and its mirror image.
  init(network: Network, context: ComputeContext, flips: Bool) {
    (self.network, self.context, self.flips) = (network, context, flips)
  }

  /// The logits of prepared images, batch x classes, which the next call overwrites.
  func logits(of images: Tensor) throws -> Tensor {
    let logits = try network.forward(images, mode: .evaluation)
    guard flips else { return logits }
    let kept = reuse(&firstLogits, logits.shape)
    kept.copy(from: logits)
    let flipped = reuse(&flippedImages, images.shape)
    images.mirrorImages(into: flipped)
    context.add(try network.forward(flipped, mode: .evaluation), to: kept)
    context.scale(kept, by: 0.5, into: kept)
    return kept
  }

  private func reuse(_ tensor: inout Tensor?, _ shape: TensorShape) -> Tensor {
    if (tensor?.count ?? 0) < shape.count { tensor = Tensor(shape) }
    return tensor!.reshaped(shape)
  }
}
