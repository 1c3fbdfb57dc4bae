import Tensors
import Testing

@testable import Kernels

/// The forward product by minimal filtering against its scalar definition, for every instruction set that this processor
/// has.
@Suite("Forward product by minimal filtering")
struct WinogradForwardTests {
  static let shapes: [ConvolutionShape] = [
    .square(16, 32, image: 8, kernel: 3, padding: 1),
    // Patches that the image cuts off, and channels that fill no vector, no panel.
    .square(37, 23, image: 7, kernel: 3, padding: 1), .square(3, 5, image: 6, kernel: 3, padding: 1),
    .square(16, 16, image: 1, kernel: 3, padding: 1), .square(64, 64, image: 5, kernel: 3, padding: 1),
    // More input channels than are multiplied at once.
    .square(275, 40, image: 3, kernel: 3, padding: 1),
    // More patches than one block has, the last block not full; then blocks that many channels make larger.
    ConvolutionShape(
      batch: 3, inputHeight: 18, inputWidth: 30, inputChannels: 20, outputChannels: 48, kernelHeight: 3, kernelWidth: 3,
      padding: 1),
    ConvolutionShape(
      batch: 2, inputHeight: 20, inputWidth: 40, inputChannels: 300, outputChannels: 70, kernelHeight: 3,
      kernelWidth: 3, padding: 1),
  ]

  /// Fails where a transform, a border, an incomplete block or panel, or the bias is wrong, and where the result depends on
  /// the number of threads.
  @Test(arguments: thinned(shapes)) func equalsTheScalarDefinition(shape: ConvolutionShape) throws {
    let input = Tensor.random(shape.inputShape, seed: 1)
    let weights = Tensor.random(count: shape.weightCount, seed: 2)
    let bias = Tensor.random(count: shape.outputChannels, seed: 3)
    let scalar = ScalarConvolution(shape: shape)
    let expected = scalar.forward(input: input, weights: weights, bias: nil)
    for addend in [nil, bias] {
      if addend != nil { for index in 0..<expected.count { expected[index] += bias[index % shape.outputChannels] } }
      for kernels in availableKernels where kernels != .reference {
        var first: [Float]?
        for threads in [1, 3] {
          let context = try ComputeContext(kernels: kernels, threads: threads)
          let tiles = try #require(context.tiles.winograd)
          let product = WinogradForward(shape: shape, tiles: tiles, context: context)
          // Another layer's operands lie in the workspace.
          let others = context.winogradWorkspace.base.assumingMemoryBound(to: Float.self)
          let bytes = WinogradLayout(shape: shape, tiles: tiles, threads: threads).byteCount
          others.update(repeating: .nan, count: bytes / MemoryLayout<Float>.stride)
          let output = Tensor.random(shape.outputShape, seed: 4)
          product.run(input: input, weights: weights, bias: addend, output: output)
          #expect(output.relativeError(to: expected) < 4e-6, "\(kernels), \(threads) threads")
          #expect(output.array == first ?? output.array, "\(kernels), \(threads) threads")
          first = output.array
        }
      }
    }
  }

  /// Fails where the library's product is given up for a slower one, or for a convolution that has no 3x3 patches.
  @Test func paysWhereProductsOutweighTransforms() {
    func pays(_ shape: ConvolutionShape) -> Bool { WinogradLayout.pays(for: shape, precision: .fp32) }
    let base = ConvolutionShape.square(64, 64, image: 32, kernel: 3, padding: 1).with(batch: 32)
    let deep = ConvolutionShape.square(512, 512, image: 4, kernel: 3, padding: 1)
    #expect(pays(base))
    #expect(pays(deep.with(batch: 32)))
    #expect(!pays(deep.with(batch: 4)))
    #expect(!pays(.square(3, 64, image: 32, kernel: 3, padding: 1).with(batch: 32)))
    #expect(!pays(.square(64, 64, image: 1, kernel: 3, padding: 1).with(batch: 512)))
    for change in [\ConvolutionShape.kernelHeight, \.kernelWidth, \.stride, \.padding, \.groups] {
      var other = base
      other[keyPath: change] += 1
      #expect(!pays(other))
    }
    // The library's product takes half the time in bf16.
    #expect(!WinogradLayout.pays(for: deep.with(batch: 32), precision: .bf16))
  }

  /// Fails where the layer does not take the product that pays, or takes weights that are too old.
  @Test func servesTheLayer() throws {
    let shape = ConvolutionShape.square(32, 32, image: 8, kernel: 3, padding: 1).with(batch: 40)
    let context = try ComputeContext()
    let convolution = try PrunableConvolution(shape: shape, hasBias: false, pruning: nil, context: context)
    let product = try #require(WinogradForward.ifItPays(for: shape, context: context))
    let input = Tensor.random(shape.inputShape, seed: 1)
    let (output, expected) = (Tensor(shape.outputShape), Tensor(shape.outputShape))
    for seed in 2..<4 as Range<UInt64> {
      let weights = Tensor.random(count: shape.weightCount, seed: seed)
      convolution.weightsChanged()
      convolution.forward(input: input, weights: weights, bias: nil, output: output)
      product.run(input: input, weights: weights, bias: nil, output: expected)
      #expect(output.array == expected.array)
    }
  }
}
