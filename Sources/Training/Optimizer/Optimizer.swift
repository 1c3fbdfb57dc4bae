import Network

/// Changes the parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// Updates the parameter at `index` of the list that the optimizer was made with, in place, from its gradient.
  func update(_ index: Int, learningRate: Float)
}
