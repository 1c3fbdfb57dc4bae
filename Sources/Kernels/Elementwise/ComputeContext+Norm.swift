import Tensors
import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif

extension ComputeContext {
  /// The Euclidean norm of all elements; the same bits whatever the number of threads.
  public func norm(of tensor: Tensor) -> Double {
    switch kernels {
    #if arch(x86_64)
      case .avx512: squaredNormAVX512(tensor.pointer, count: tensor.count).squareRoot()
      case .avx2: squaredNormAVX2(tensor.pointer, count: tensor.count).squareRoot()
    #endif
    case .reference: (0..<tensor.count).reduce(0.0) { $0 + Double(tensor[$1]) * Double(tensor[$1]) }.squareRoot()
    default: squaredNormPortable(tensor.pointer, count: tensor.count).squareRoot()
    }
  }
}
