import RegisterTiles
import Tensors

/// A gradient of a given size with the shapes of a residual network's convolutions: a part that stays from round to
/// round, as in training, and one that changes.
struct BenchmarkGradient {
  let gradients: Tensor
  let tensors: [GradientTensor]
  private let lasting: [Float]
  private let changing: [Float]

  init(megabytes: Double, rank: Int) {
    let count = max(Int(megabytes * 1e6) / 4, 64)
    var shapes = [[Int]](repeating: [512, 512, 3, 3], count: count / (512 * 512 * 9))
    let rest = count % (512 * 512 * 9)
    shapes += [[64, rest / 64], [rest % 64]]
    tensors = shapes.filter { !$0.contains(0) }.enumerated().map { GradientTensor(name: "tensor\($0)", shape: $1) }
    gradients = Tensor(count: count)
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

  /// Overwrites the gradient with that of a round.
  func fill(round: Int) {
    let shift = round * 8191 % lasting.count
    for (index, value) in lasting.enumerated() {
      let other = index + shift
      gradients.pointer[index] = value + changing[other < lasting.count ? other : other - lasting.count]
    }
  }

  /// sums[i] += gradient[i]
  func add(to sums: inout [Double]) {
    for index in sums.indices { sums[index] += Double(gradients.pointer[index]) }
  }

  /// A number that differs where a bit differs.
  var digest: Int { gradients.buffer.reduce(0) { $0 &* 31 &+ Int($1.bitPattern) } }
}
