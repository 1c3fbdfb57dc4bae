import Kernels
import Tensors

/// Storage for the gradients of activations. Backward needs only a few at a time, so they are lent and given back, and
/// what was used last is lent first: it is still in the cache.
final class GradientPool {
  private final class Storage {
    let tensor: Tensor
    var views: [TensorShape: Tensor] = [:]
    var isLent = false

    init(_ tensor: Tensor) { self.tensor = tensor }

    func view(_ shape: TensorShape) -> Tensor {
      if let view = views[shape] { return view }
      let view = tensor.reshaped(shape)
      views[shape] = view
      return view
    }
  }

  /// In the order of their last return, the latest at the end.
  private var storages: [Storage] = []

  /// Lends a tensor of `shape`; its content is anything.
  func take(_ shape: TensorShape) -> Tensor {
    let storage = storages.last { !$0.isLent && $0.tensor.count >= shape.count } ?? addStorage(for: shape)
    storage.isLent = true
    return storage.view(shape)
  }

  /// Takes a lent tensor back; one that came from elsewhere is left alone.
  func give(_ tensor: Tensor) {
    guard let index = storages.firstIndex(where: { $0.tensor.pointer == tensor.pointer }) else { return }
    storages[index].isLent = false
    storages.append(storages.remove(at: index))
  }

  /// A lent tensor under another shape.
  func reshape(_ tensor: Tensor, to shape: TensorShape) -> Tensor {
    storages.first { $0.tensor.pointer == tensor.pointer }?.view(shape) ?? tensor.reshaped(shape)
  }

  /// Makes storage of the wanted size; a free one that proved too small makes room for it.
  private func addStorage(for shape: TensorShape) -> Storage {
    if let small = storages.firstIndex(where: { !$0.isLent }) { storages.remove(at: small) }
    let storage = Storage(Tensor(shape))
    storages.append(storage)
    return storage
  }
}
