import Kernels
import Tensors

/// A convolution or linear layer of a network, as benchmarks need to know it.
public struct ConvolutionDescription: Sendable {
  /// The state-dict name without `.weight`.
  public let name: String
  public let shape: ConvolutionShape
  public let isLinear: Bool
  /// Whether the network's pruning holds for it.
  public let isPruned: Bool
  /// False for the first layer.
  public let needsInputGradient: Bool
}
