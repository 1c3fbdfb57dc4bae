import Kernels
import RegisterTiles
import Tensors

/// A gradient of a given size with the shapes of a residual network's convolutions: a part that stays from round to
/// round, as in training, and one that changes.
struct BenchmarkGradient {
  let tensors: [GradientTensor]
  private let lasting: [Float]
  private let changing: [Float]

  init(megabytes: Double, rank: Int) {
    var tensors: [GradientTensor] = []
    var remaining = max(Int(megabytes * 1e6) / 4, 64)
    func add(_ shape: [Int]) {
      let count = shape.reduce(1, *)
      guard count > 0 else { return }
      tensors.append(GradientTensor(name: "tensor\(tensors.count)", shape: shape, gradient: Tensor(count: count)))
      remaining -= count
    }
    while remaining >= 512 * 512 * 9 { add([512, 512, 3, 3]) }
    add([64, remaining / 64])
    if remaining > 0 { add([remaining]) }
    self.tensors = tensors
    let count = tensors.reduce(0) { $0 + $1.count }
    func values(_ seed: UInt64) -> [Float] {
      (0..<count).map { index in
        // Many small values and few large ones, as gradients have.
        let uniform = Float(splitMix(seed << 40 &+ UInt64(index)) >> 40) / Float(1 << 24) - 0.5
        return uniform * uniform * uniform * 0.1
      }
    }
    lasting = values(UInt64(rank * 2 + 1))
    changing = values(UInt64(rank * 2 + 2))
  }

  var count: Int { lasting.count }

  /// Overwrites the gradient with that of a round.
  func fill(round: Int) {
    var offset = round * 8191 % count
    var index = 0
    for tensor in tensors {
      for element in 0..<tensor.count {
        tensor.gradient.pointer[element] = lasting[index] + changing[offset]
        index += 1
        offset = offset + 1 == count ? 0 : offset + 1
      }
    }
  }

  /// sums[i] += gradient[i]
  func add(to sums: inout [Double]) {
    var index = 0
    for tensor in tensors {
      for element in 0..<tensor.count {
        sums[index] += Double(tensor.gradient.pointer[element])
        index += 1
      }
    }
  }

  /// A number that differs where a bit differs.
  var digest: Int {
    tensors.reduce(0) { digest, tensor in
      (0..<tensor.count).reduce(digest) { $0 &* 31 &+ Int(tensor.gradient.pointer[$1].bitPattern) }
    }
  }
}
