import Kernels
import Tensors
import Testing

/// Ranks on processors of different kinds update their copies of the parameters, which must stay the same.
@Suite("Updates") struct UpdateTests {
  enum Method: CaseIterable {
    case momentum, nesterov, layerWise, adam
  }

  /// The bits of a parameter and of its optimizer's state after five updates.
  private func updated(_ method: Method, count: Int, kernels: KernelSelection) throws -> [[UInt32]] {
    let context = try ComputeContext(kernels: kernels)
    let value = Tensor.random(count: count, seed: 1)
    let (first, second) = (Tensor(count: count), Tensor(count: count))
    for step in 1...5 {
      let gradient = Tensor.random(count: count, seed: UInt64(10 + step))
      if method == .adam {
        AdamUpdate(firstDecay: 0.9, context: context).apply(
          value: value, gradient: gradient, firstMoment: first, secondMoment: second, step: step, learningRate: 0.01,
          weightDecay: 0.1)
      } else {
        let isLayerWise = method == .layerWise
        let scale = isLayerWise ? Float(context.norm(of: value) / context.norm(of: gradient)) : 1
        MomentumUpdate(nesterov: method == .nesterov, context: context).apply(
          value: value, gradient: gradient, momentum: first,
          factors: .init(learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4, gradientScale: scale))
      }
    }
    return [value, first, second].map { $0.array.map(\.bitPattern) }
  }

  @Test(
    "Ranks with different instruction sets would drift apart: every update has the same bits on all",
    arguments: Method.allCases, [1, 37, 4096, 20_011])
  func bitsAreTheSame(_ method: Method, count: Int) throws {
    let expected = try updated(method, count: count, kernels: .reference)
    for kernels in availableKernels {
      #expect(try updated(method, count: count, kernels: kernels) == expected, "\(kernels)")
    }
  }
}
