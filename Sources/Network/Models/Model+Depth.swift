import Kernels
import Tensors

extension Model {
  /// The convolutions that pruning holds for, one after another or side by side: all but those of the image itself.
  public var prunableConvolutions: Int {
    get throws {
      let resources = NetworkResources(
        modelName: rawValue, context: try ComputeContext(), pruning: nil, prunesLinear: false, seed: 0)
      // Counting takes no image; a size that every model accepts.
      let image = TensorShape(batch: 1, height: 64, width: 64, channels: 3)
      _ = layers(
        LayerFactory(resources: resources, scheme: initialization),
        ModelInput(image: image, classes: 2, stem: .imagenet))
      defer { resources.releaseConvolutions() }
      return resources.convolutions.count { $0.geometry.isPrunedConvolution }
    }
  }
}
