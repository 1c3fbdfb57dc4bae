import Kernels
import Tensors

@testable import Network

/// Resources as a network makes them, for layers on their own.
func makeResources(pruning: Pruning? = nil) throws -> NetworkResources {
  NetworkResources(
    modelName: "test", context: try ComputeContext(), pruning: pruning, prunesLinear: false, seed: 3)
}

/// Numbers uniform in [-1, 1), the same from the same seed.
func random(_ count: Int, seed: UInt64) -> [Float] {
  let tensor = Tensor(count: count)
  tensor.fillUniform(bound: 1, seed: seed)
  return tensor.array
}

func dot(_ left: [Float], _ right: [Float]) -> Double {
  zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// A batch of random images.
func randomImages(_ shape: TensorShape, seed: UInt64 = 5) -> Tensor {
  let images = Tensor(shape)
  images.fillUniform(bound: 1, seed: seed)
  return images
}
