import Communication
import Compression
import Kernels
import RegisterTiles
import Tensors

@testable import Exchange

/// Gradients of a small network in backward order, with values that differ from rank to rank and step to step.
struct ExchangeFixture {
  static let shapes: [(name: String, shape: [Int])] = [
    ("fc.bias", [10]), ("fc.weight", [10, 130]), ("conv3.weight", [32, 17, 3, 3]), ("bn3.weight", [32]),
    ("conv2.weight", [48, 16, 3, 3]), ("bn2.bias", [48]), ("conv1.weight", [16, 3, 3, 3]),
  ]

  let tensors: [GradientTensor]
  /// All gradients, one after the other.
  let flat: Tensor
  /// Each tensor's part of them.
  let gradients: [Tensor]

  init() {
    let tensors = Self.shapes.map { GradientTensor(name: $0, shape: $1) }
    let flat = Tensor(count: tensors.reduce(0) { $0 + $1.count })
    var offset = 0
    gradients = tensors.map { tensor in
      defer { offset += tensor.count }
      return flat.slice(offset: offset, count: tensor.count)
    }
    (self.tensors, self.flat) = (tensors, flat)
  }

  /// An exchange of these gradients.
  func exchange(
    over communicator: Communicator, _ configuration: ExchangeConfiguration = ExchangeConfiguration(),
    tiles: any CodecTiles.Type = portableTiles
  ) throws -> GradientExchange {
    try GradientExchange(
      communicator: communicator, gradients: flat, tensors: tensors, configuration: configuration, tiles: tiles)
  }

  /// A gradient as training has it: mostly small values of both signs.
  static func value(tensor: Int, element: Int, rank: Int, step: Int) -> Float {
    var hash = UInt64(element) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(rank * 1009 + step * 31 + tensor)
    hash = (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
    hash ^= hash >> 32
    let uniform = Float(hash & 0xFFFF) / 65536 - 0.5
    return uniform * uniform * uniform * 0.1
  }

  func fill(rank: Int, step: Int) {
    for (index, gradient) in gradients.enumerated() {
      for element in 0..<gradient.count {
        gradient[element] = Self.value(tensor: index, element: element, rank: rank, step: step)
      }
    }
  }

  /// The sum over `ranks` ranks in double precision.
  static func exactSum(tensor: Int, element: Int, ranks: Int, step: Int) -> Double {
    (0..<ranks).reduce(0) { $0 + Double(value(tensor: tensor, element: element, rank: $1, step: step)) }
  }

  /// Runs a step and returns its statistics.
  @discardableResult func run(_ exchange: GradientExchange, step: Int) throws -> ExchangeStatistics {
    try exchange.beginStep(step)
    for index in tensors.indices { exchange.gradientReady(index) }
    return try exchange.finishStep()
  }

  /// A number that differs where a bit of any gradient differs.
  var digest: Int { flat.array.reduce(0) { $0 &* 31 &+ Int($1.bitPattern) } }

  /// The norm of the error over the norm of the exact sum.
  func relativeError(ranks: Int, step: Int) -> Double {
    var error = 0.0
    var norm = 0.0
    for (index, gradient) in gradients.enumerated() {
      for element in 0..<gradient.count {
        let exact = Self.exactSum(tensor: index, element: element, ranks: ranks, step: step)
        let difference = Double(gradient[element]) - exact
        error += difference * difference
        norm += exact * exact
      }
    }
    return (error / norm).squareRoot()
  }
}

let portableTiles = KernelSelection.portable.codecTiles
