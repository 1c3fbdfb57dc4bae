import Tensors

extension ComputeContext {
  /// The Euclidean norm of all elements; the same bits whatever the kernels and the number of threads.
  public func norm(of tensor: Tensor) -> Double { tiles.squaredNorm(tensor.pointer, tensor.count).squareRoot() }
}
