/// Why this processor or oneDNN cannot do what was asked for.
public enum ComputeError: Error, Equatable, CustomStringConvertible {
  /// The kernels asked for need instructions that this processor lacks.
  case unsupportedKernels(KernelSelection, widest: KernelSelection)
  case invalidThreads(Int)
  /// The processor has no products of this precision.
  case unsupportedPrecision(Precision)
  /// A call of oneDNN failed with this status.
  case oneDNN(operation: String, status: String)

  public var description: String {
    switch self {
    case .unsupportedKernels(let asked, let widest):
      "this processor cannot run the \(asked.rawValue) kernels; use --kernels \(widest.rawValue) or auto"
    case .invalidThreads(let threads):
      "\(threads) threads a rank are not possible; use --threads 1 or more"
    case .unsupportedPrecision(let precision):
      "this processor has no \(precision.rawValue) products (AVX512_BF16 or AMX_BF16), which would be slower than single "
        + "precision; use --precision fp32"
    case .oneDNN(let operation, let status):
      "oneDNN failed to \(operation) (\(status)); check the memory that is free and the oneDNN that is installed"
    }
  }
}
