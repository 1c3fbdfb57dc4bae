import Kernels
import Tensors

/// The first layers of a model that exists for small and for large images.
public enum Stem: String, CaseIterable, Codable, Sendable {
  /// 3x3, stride 1, no pooling.
  case cifar
  /// As published: 7x7, stride 2 and a max pooling for ResNets; 3x3, stride 2 for RegNets.
  case imagenet

  /// The one for images of this size: `imagenet` from 64 pixels on.
  public init(for image: TensorShape) { self = min(image.height, image.width) < 64 ? .cifar : .imagenet }
}
