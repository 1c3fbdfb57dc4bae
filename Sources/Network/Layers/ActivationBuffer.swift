import Kernels
import Tensors

/// Storage of a layer's output: as large as the largest batch so far, viewed under the shape at hand.
struct ActivationBuffer {
  private var storage: Tensor?
  private var views: [TensorShape: Tensor] = [:]

  /// A tensor of `shape`; its content is anything. Views share their storage.
  mutating func tensor(_ shape: TensorShape) -> Tensor {
    if let view = views[shape] { return view }
    if storage.map({ $0.count < shape.count }) ?? true {
      storage = Tensor(shape)
      views.removeAll()
    }
    let view = storage!.reshaped(shape)
    views[shape] = view
    return view
  }
}
