import Kernels
import Tensors

/// Maximum or average pooling, over a window or over the whole image.
final class Pool: Layer {
  /// The pixels that become one.
  enum Window {
    case square(Int, stride: Int, padding: Int)
    case image
  }

  private let kind: PoolingKind
  private let window: Window
  private let name: String
  private let resources: NetworkResources
  private var plans = PlansBySize<any PoolingProducts>()
  private var pooling: (any PoolingProducts)!
  private var buffer = ActivationBuffer()

  init(_ kind: PoolingKind, window: Window, name: String, resources: NetworkResources) {
    self.kind = kind
    self.window = window
    self.name = name
    self.resources = resources
  }

  func plan(_ inputShape: TensorShape, mode: Mode) throws -> TensorShape {
    pooling = try plans.plan(for: inputShape) { try makePooling(inputShape) }
    return pooling.outputShape
  }

  private func makePooling(_ shape: TensorShape) throws -> any PoolingProducts {
    switch window {
    case .image:
      return resources.context.makePooling(
        kind, inputShape: shape, window: (shape.height, shape.width), stride: 1, padding: 0)
    case .square(let size, let stride, let padding):
      _ = try outputShape(for: shape)
      return resources.context.makePooling(
        kind, inputShape: shape, window: (size, size), stride: stride, padding: padding)
    }
  }

  /// Throws where the window does not fit into the padded image.
  func outputShape(for shape: TensorShape) throws -> TensorShape {
    switch window {
    case .image: return TensorShape(batch: shape.batch, channels: shape.channels)
    case .square(let size, let stride, let padding):
      guard min(shape.height, shape.width) + 2 * padding >= size else {
        throw NetworkError.imageTooSmall(
          model: resources.modelName, layer: name, height: shape.height, width: shape.width, window: size)
      }
      return TensorShape(
        batch: shape.batch, height: (shape.height + 2 * padding - size) / stride + 1,
        width: (shape.width + 2 * padding - size) / stride + 1, channels: shape.channels)
    }
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor {
    let output = buffer.tensor(pooling.outputShape)
    pooling.forward(input: input, output: output)
    return output
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) -> Tensor? {
    let inputGradient = resources.gradients.take(pooling.inputShape)
    pooling.backward(outputGradient: outputGradient, inputGradient: inputGradient)
    resources.gradients.give(outputGradient)
    return inputGradient
  }
}
