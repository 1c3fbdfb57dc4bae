import Tensors
import Testing

@testable import Kernels

/// The fast sparse products against their scalar definition, for every instruction set that this processor has.
@Suite struct SparseProductTests {
  /// A shape that reaches one of the kernels' special cases.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let shape: ConvolutionShape
    var nonzeros = 2
    var groupSize = 4
  }

  static let cases: [Case] = [
    Case(testDescription: "whole blocks, 3x3", shape: .square(64, 64, image: 5, kernel: 3, padding: 1)),
    Case(testDescription: "several blocks of every width", shape: .square(240, 16, image: 3, kernel: 3, padding: 1)),
    Case(testDescription: "odd channels, odd image", shape: .square(37, 23, image: 7, kernel: 3, padding: 1)),
    Case(testDescription: "fewer channels than a vector", shape: .square(3, 5, image: 6, kernel: 3, padding: 1)),
    Case(testDescription: "1x1", shape: .square(80, 40, image: 4, kernel: 1)),
    Case(testDescription: "1x1, stride 2", shape: .square(64, 32, image: 7, kernel: 1, stride: 2)),
    Case(testDescription: "3x3, stride 2", shape: .square(32, 48, image: 8, kernel: 3, stride: 2, padding: 1)),
    Case(testDescription: "5x5, stride 2", shape: .square(24, 32, image: 9, kernel: 5, stride: 2, padding: 2)),
    Case(testDescription: "5x5, no padding", shape: .square(16, 16, image: 7, kernel: 5)),
    Case(testDescription: "7x7, stride 2", shape: .square(16, 16, image: 11, kernel: 7, stride: 2, padding: 3)),
    Case(testDescription: "stride beyond the kernel", shape: .square(16, 16, image: 7, kernel: 2, stride: 3)),
    Case(testDescription: "padding beyond the kernel", shape: .square(16, 16, image: 3, kernel: 2, padding: 3)),
    Case(testDescription: "high kernel, wide image", shape: .oblong),
    Case(testDescription: "linear", shape: .linear(batch: 11, inputs: 50, outputs: 30)),
    Case(
      testDescription: "groups that M divides", shape: .square(32, 48, image: 5, kernel: 3, padding: 1, groups: 4)),
    Case(
      testDescription: "groups that M straddles", shape: .square(24, 18, image: 5, kernel: 3, padding: 1, groups: 3)),
    Case(
      testDescription: "groups smaller than M", shape: .square(24, 16, image: 4, kernel: 3, padding: 1, groups: 8),
      nonzeros: 3, groupSize: 8),
    Case(
      testDescription: "depthwise", shape: .square(20, 20, image: 5, kernel: 3, padding: 1, groups: 20), nonzeros: 1,
      groupSize: 4),
    Case(
      testDescription: "M does not divide the channels", shape: .square(16, 21, image: 4, kernel: 3, padding: 1),
      nonzeros: 3, groupSize: 8),
    Case(
      testDescription: "1:32", shape: .square(16, 70, image: 4, kernel: 3, padding: 1), nonzeros: 1, groupSize: 32),
    Case(
      testDescription: "M above the channels", shape: .square(16, 7, image: 4, kernel: 3, padding: 1), nonzeros: 16,
      groupSize: 32),
    Case(
      testDescription: "more output channels than a panel", shape: .square(64, 275, image: 3, kernel: 2), nonzeros: 2,
      groupSize: 5),
    Case(
      testDescription: "pixels that would lie pages apart", shape: .square(24, 512, image: 3, kernel: 3, padding: 1)),
    Case(testDescription: "rows longer than a unit", shape: .wide),
  ]

  static let variants = availableKernels.filter { $0 != .reference }

  /// Fails where a tile, a border, an incomplete block or group of samples, or a convolution's group is wrong.
  @Test(arguments: thinned(cases), [1, 2, 4, 8]) func equalsTheScalarDefinition(_ test: Case, share: Int) throws {
    // 11 samples: the last group of samples is incomplete for every share but 1.
    let shape = test.shape.with(batch: 11)
    let pruning = try Pruning(
      rule: .magnitude, nonzeros: test.nonzeros, groupSize: test.groupSize, share: share)
    let data = try Operands(shape, pruning)
    let reference = try data.products(.reference)
    for kernels in Self.variants {
      let products = try data.products(kernels)
      #expect(
        relativeError(products.inputGradient, reference.inputGradient) < 1e-5, "input gradient, \(kernels)")
      #expect(
        relativeError(products.weightGradient, reference.weightGradient) < 1e-5, "weight gradient, \(kernels)")
    }
  }

  /// Fails where rounded factors are laid down in another order than the tiles read them, or a pair is torn apart.
  @Test(.enabled(if: Precision.bf16.isSupported), arguments: thinned(cases), [1, 2, 4, 8])
  func equalsTheDefinitionInBFloat16(_ test: Case, share: Int) throws {
    let pruning = try Pruning(rule: .magnitude, nonzeros: test.nonzeros, groupSize: test.groupSize, share: share)
    // Factors that bf16 holds exactly: nothing but the order of the sums differs.
    let data = try Operands(test.shape.with(batch: 11), pruning, rounded: true)
    let reference = try data.products(.reference)
    let products = try data.products(.auto, threads: 2, precision: .bf16)
    #expect(relativeError(products.inputGradient, reference.inputGradient) < 1e-5)
    #expect(relativeError(products.weightGradient, reference.weightGradient) < 1e-5)
  }

  /// Fails where a factor is not rounded to the nearest bf16.
  @Test(.enabled(if: Precision.bf16.isSupported && !Precision.bf16.hasTileProducts), arguments: [2, 4, 8])
  func roundsToBFloat16(share: Int) throws {
    let shape = ConvolutionShape.square(32, 32, image: 4, kernel: 3, padding: 1).with(batch: 8)
    let pruning = try Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: share)
    let exact = try Operands(shape, pruning).products(.reference)
    let products = try Operands(shape, pruning).products(.auto, precision: .bf16)
    #expect((1e-5..<4e-3).contains(relativeError(products.inputGradient, exact.inputGradient)))
    #expect((1e-5..<4e-3).contains(relativeError(products.weightGradient, exact.weightGradient)))
  }

  /// Fails where the order of a sum depends on the threads that share the work.
  @Test(arguments: [1, 4], Precision.allCases.filter(\.isSupported))
  func threadsDoNotChangeABit(share: Int, precision: Precision) throws {
    let shape = ConvolutionShape.square(80, 32, image: 12, kernel: 3, padding: 1).with(batch: 9)
    let data = try Operands(shape, Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: share))
    let one = try data.products(.auto, threads: 1, precision: precision)
    let three = try data.products(.auto, threads: 3, precision: precision)
    #expect(one.inputGradient == three.inputGradient)
    #expect(one.weightGradient == three.weightGradient)
  }

  /// Fails where results are added to what was there, or weights are not read again after they changed.
  @Test(arguments: Precision.allCases.filter(\.isSupported))
  func overwritesAndFollowsTheWeights(precision: Precision) throws {
    let shape = ConvolutionShape.square(32, 32, image: 4, kernel: 3, padding: 1).with(batch: 8)
    let data = try Operands(shape, Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: 4))
    let context = try ComputeContext(precision: precision)
    let product = SparseInputGradient(shape: shape, pruning: data.packed.pruning, context: context)
    let gradient = Tensor(shape.inputShape)
    gradient.fill(7)
    product.run(data.packed, weights: data.weights, inputGradient: gradient)
    let first = gradient.array
    for index in 0..<data.weights.count { data.weights[index] *= 2 }
    product.weightsChanged()
    product.run(data.packed, weights: data.weights, inputGradient: gradient)
    #expect(zip(first, gradient.array).allSatisfy { 2 * $0 == $1 })
  }
}

/// Generated operands of both products.
private struct Operands {
  let shape: ConvolutionShape
  let input: Tensor
  let weights: Tensor
  let packed: PackedGradient

  init(_ shape: ConvolutionShape, _ pruning: Pruning, rounded: Bool = false) throws {
    self.shape = shape
    let tensors = [shape.inputShape.count, shape.weightCount, shape.outputShape.count].map {
      rounded ? random($0).rounded : random($0)
    }
    (input, weights) = (tensors[0], tensors[1])
    let gradient = tensors[2].reshaped(shape.outputShape)
    // A pixel without any gradient, and one group of channels without one.
    for channel in 0..<shape.outputChannels { gradient[channel] = 0 }
    if gradient.count > 2 * shape.outputChannels { gradient[gradient.count - 1] = 0 }
    let context = try ComputeContext(kernels: .reference)
    let pruner = Pruner(shape: shape.outputShape, pruning: pruning, context: context)
    packed = try pruner.prune(gradient, key: PruningKey(seed: 1, step: 0, layer: 0, rank: 0))
    owner = (pruner, context)
  }

  /// Keeps the packed gradient's storage.
  private let owner: (Pruner, ComputeContext)

  func products(
    _ kernels: KernelSelection, threads: Int = 1, precision: Precision = .fp32
  ) throws -> (inputGradient: [Float], weightGradient: [Float]) {
    let context = try ComputeContext(kernels: kernels, threads: threads, precision: precision)
    let inputGradient = Tensor(shape.inputShape)
    let weightGradient = Tensor(count: shape.weightCount)
    SparseInputGradient(shape: shape, pruning: packed.pruning, context: context)
      .run(packed, weights: weights, inputGradient: inputGradient)
    SparseWeightGradient(shape: shape, pruning: packed.pruning, context: context)
      .run(packed, input: input, weightGradient: weightGradient)
    return (inputGradient.array, weightGradient.array)
  }
}

private func random(_ count: Int) -> Tensor {
  let tensor = Tensor(count: count)
  var state: UInt64 = 88_172_645_463_325_252
  for index in 0..<count {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    tensor[index] = Float(Int32(truncatingIfNeeded: state)) * 0x1p-31
  }
  return tensor
}

/// Largest difference over the largest value.
private func relativeError(_ values: [Float], _ reference: [Float]) -> Float {
  let scale = reference.reduce(0) { max($0, abs($1)) }
  let difference = zip(values, reference).reduce(Float(0)) { $1.0.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) }
  return scale == 0 ? difference : difference / scale
}
