import Kernels
import Tensors

/// Reproducible numbers for tests.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0x9E37_79B9_7F4A_7C15
  }
}

extension Tensor {
  /// A tensor of numbers between -1 and 1.
  static func random(_ shape: TensorShape, seed: UInt64) -> Tensor {
    var generator = Generator(seed)
    let tensor = Tensor(shape)
    for index in 0..<tensor.count { tensor[index] = Float.random(in: -1...1, using: &generator) }
    return tensor
  }

  static func random(count: Int, seed: UInt64) -> Tensor { random(TensorShape(batch: 1, channels: count), seed: seed) }

  /// The largest difference to `other` over the largest magnitude in `other`.
  func relativeError(to other: Tensor) -> Double {
    var difference = 0.0
    var largest = 0.0
    for index in 0..<count {
      // Not `max`, which would lose a NaN.
      let here = abs(Double(self[index]) - Double(other[index]))
      difference = here > difference || here.isNaN ? here : difference
      largest = max(largest, abs(Double(other[index])))
    }
    return largest == 0 ? difference : difference / largest
  }
}
