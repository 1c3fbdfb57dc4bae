import Tensors

/// Changes the parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// Updates every parameter in place from its gradient.
  func step(learningRate: Float)

  /// What the next steps depend on besides the parameters.
  var state: OptimizerState { get set }
}

/// An optimizer's memory.
public struct OptimizerState {
  /// Steps taken; counted where the update depends on it.
  public var steps = 0
  /// Views of its tensors by parameter and kind, as `conv1.weight.momentum`; setting copies into them.
  public var tensors: [String: Tensor]
}
