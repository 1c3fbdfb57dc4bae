import Exchange
import Network
import Tensors

/// TEMPORARY: the gradients side by side as the exchange takes them, until the network keeps them so itself.
public struct FlatGradients {
  public let gradients: Tensor
  public let tensors: [GradientTensor]
  private let pairs: [(parameter: Parameter, slice: Tensor)]

  public init(_ parameters: [Parameter]) {
    let gradients = Tensor(count: parameters.reduce(0) { $0 + $1.gradient.count })
    self.gradients = gradients
    tensors = parameters.map { GradientTensor(name: $0.name, shape: $0.shape) }
    var offset = 0
    pairs = parameters.map { parameter in
      defer { offset += parameter.gradient.count }
      return (parameter, gradients.slice(offset: offset, count: parameter.gradient.count))
    }
  }

  public func take(_ index: Int) { pairs[index].slice.copy(from: pairs[index].parameter.gradient) }

  public func giveBack() {
    for (parameter, slice) in pairs { parameter.gradient.copy(from: slice) }
  }
}
