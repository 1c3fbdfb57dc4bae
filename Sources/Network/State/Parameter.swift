import Kernels
import Tensors

/// A trained tensor of a network and its gradient.
///
/// In memory a weight lies as [output][tap][input] (`ConvolutionShape`); files and PyTorch hold [output][input][tap].
public final class Parameter {
  /// The state-dict name, as in PyTorch.
  public let name: String
  /// The shape in PyTorch: [outputs, inputs / groups, rows, columns] for a convolution.
  public let shape: [Int]
  /// Made and filled at its first use, so that a model can be measured before it takes memory.
  public private(set) lazy var value: Tensor = {
    let value = Tensor(count: count)
    firstValues(value)
    return value
  }()
  /// What fills `value`.
  var firstValues: (Tensor) -> Void = { _ in }
  /// Whether training leaves the value as it is.
  public internal(set) var isFrozen = false
  /// The gradient, laid out as `value`: a slice of the network's `gradients`, and scratch where the parameter is frozen.
  /// Each backward overwrites it.
  public private(set) var gradient: Tensor!
  /// The place among the trained parameters in the order in which backward finishes them, from 0.
  public private(set) var backwardIndex = 0

  /// Whether weight decay applies: to tensors of more than one dimension.
  public var isDecayed: Bool { shape.count > 1 }

  /// Positions that each pair of output and input has in memory: kernel rows x columns, or the pixels that a flattened
  /// image had.
  let taps: Int

  init(name: String, shape: [Int], taps: Int = 1) {
    self.name = name
    self.shape = shape
    self.taps = taps
  }

  private var count: Int { shape.reduce(1, *) }

  /// Lays out the gradients of `parameters`, which come in the order in which backward finishes them, without gaps.
  ///
  /// - Returns: The tensor that they are slices of, placed so that the largest one begins at a cache line.
  static func layOutGradients(of parameters: [Parameter]) -> Tensor {
    let counts = parameters.map(\.count)
    let starts = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    let largest = starts[counts.indices.max { counts[$0] < counts[$1] } ?? 0]
    let gradients = Tensor(count: starts.last! + 15).slice(offset: (16 - largest % 16) % 16, count: starts.last!)
    for (index, parameter) in parameters.enumerated() {
      parameter.backwardIndex = index
      parameter.gradient = gradients.slice(offset: starts[index], count: counts[index])
    }
    return gradients
  }

  /// Gives frozen parameters, whose layers may have to compute a gradient all the same, one scratch for all.
  static func shareGradient(of parameters: [Parameter]) {
    guard let largest = parameters.map(\.count).max() else { return }
    let scratch = Tensor(count: largest)
    for parameter in parameters { parameter.gradient = scratch.slice(offset: 0, count: parameter.count) }
  }

  /// `value` in PyTorch's order.
  public var stateValues: [Float] {
    if taps == 1 { return value.array }
    let source = value.array
    var result = source
    forEachIndex { memory, file in result[file] = source[memory] }
    return result
  }

  /// Overwrites `value` with values in PyTorch's order.
  public func setStateValues(_ values: [Float]) {
    precondition(values.count == value.count, "As many values as the parameter has elements.")
    var result = values
    if taps > 1 { forEachIndex { memory, file in result[memory] = values[file] } }
    value.copy(from: result)
  }

  /// Calls `body` with each element's index in memory and in PyTorch's order.
  private func forEachIndex(_ body: (_ memory: Int, _ file: Int) -> Void) {
    let inputs = value.count / shape[0] / taps
    var memory = 0
    for output in 0..<shape[0] {
      for tap in 0..<taps {
        for input in 0..<inputs {
          body(memory, (output * inputs + input) * taps + tap)
          memory += 1
        }
      }
    }
  }
}
