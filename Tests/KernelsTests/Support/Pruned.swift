import Foundation
import Kernels
import Tensors

/// The kernels that this processor runs, the scalar definition first.
let availableKernels = KernelSelection.allCases.reversed().filter { kernels in
  kernels != .auto && (try? ComputeContext(kernels: kernels)) != nil
}

/// Every third of a test's cases on an emulated processor, which is thirty times slower (`launch/test` says that it is one);
/// all of them elsewhere.
func thinned<Case>(_ cases: [Case]) -> [Case] {
  guard ProcessInfo.processInfo.environment["SDGP_EMULATED"] != nil else { return cases }
  return stride(from: 0, to: cases.count, by: 3).map { cases[$0] }
}

let testKey = PruningKey(seed: 7, step: 3, layer: 2, rank: 1)

/// A gradient pruned, packed and unpacked again.
func pruned(
  _ gradient: Tensor, _ pruning: Pruning, kernels: KernelSelection = .reference, threads: Int = 1,
  key: PruningKey = testKey
) throws -> Tensor {
  let context = try ComputeContext(kernels: kernels, threads: threads)
  let packed = try Pruner(shape: gradient.shape, pruning: pruning, context: context).prune(gradient, key: key)
  let result = Tensor.random(gradient.shape, seed: 99)
  packed.unpack(into: result, context: context)
  return result
}

/// A gradient of one pixel: a row of channels for each sample.
func onePixel(_ samples: [Float]...) -> Tensor {
  let tensor = Tensor(TensorShape(batch: samples.count, channels: samples[0].count))
  tensor.copy(from: samples.flatMap { $0 })
  return tensor
}
