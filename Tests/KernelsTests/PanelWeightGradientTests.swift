import Tensors
import Testing

@testable import Kernels

/// The dense weight gradient by register tiles against its scalar definition, for every instruction set that has them.
@Suite("Dense weight gradient by tiles")
struct PanelWeightGradientTests {
  static let shapes: [ConvolutionShape] =
    oddConvolutions + [
      // Channels that fill no vector, no tile; several blocks of input channels.
      .square(37, 23, image: 7, kernel: 3, padding: 1), .square(64, 66, image: 5, kernel: 3, padding: 1),
      // A stride that leaves columns out, and one that leaves columns of one remainder fewer than of another.
      .square(16, 8, image: 9, kernel: 1, stride: 2),
      .square(24, 16, image: 10, kernel: 3, stride: 3, padding: 1),
      // Rows that lie outside the image.
      .square(8, 8, image: 2, kernel: 3, padding: 3), .square(8, 8, image: 1, kernel: 5, padding: 2),
      // Groups of fewer channels than a tile takes.
      .square(24, 18, image: 6, kernel: 3, padding: 1, groups: 6),
      // Channels that fill no vector: inputs of all taps side by side, in one block and in several; by a stride, around
      // an image that is smaller than the kernel.
      .square(1, 9, image: 6, kernel: 3, padding: 1), .square(3, 10, image: 9, kernel: 3, stride: 2, padding: 1),
      .square(3, 4, image: 11, kernel: 7, stride: 2, padding: 3), .square(2, 5, image: 2, kernel: 5, padding: 4),
      .linear(batch: 5, inputs: 40, outputs: 13), .oblong, .wide,
    ]

  /// Fails where a tap, a border, an incomplete tile, block or unit of pixels is wrong, and where the result depends on the
  /// number of threads.
  @Test(arguments: thinned(shapes), [1, 11]) func equalsTheScalarDefinition(_ plain: ConvolutionShape, batch: Int)
    throws
  {
    let shape = plain.with(batch: batch)
    let input = Tensor.random(shape.inputShape, seed: 1)
    let outputGradient = Tensor.random(shape.outputShape, seed: 2)
    let expected = ScalarConvolution(shape: shape).weightGradient(input: input, outputGradient: outputGradient)
    for kernels in availableKernels {
      var first: [Float]?
      for threads in [1, 3] {
        let context = try ComputeContext(kernels: kernels, threads: threads)
        guard !context.tiles.panelProducts.isEmpty else { continue }
        let product = PanelWeightGradient(shape: shape, tiles: context.tiles.panelProducts, context: context)
        let weightGradient = Tensor.random(count: shape.weightCount, seed: 3)
        product.run(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
        #expect(weightGradient.relativeError(to: expected) < 1e-5, "\(kernels), \(threads) threads")
        #expect(weightGradient.array == first ?? weightGradient.array, "\(kernels), \(threads) threads")
        first = weightGradient.array
      }
    }
  }

  /// Fails where the library's product is given up for a slower one.
  @Test func paysWhereProductsOutweighCopies() {
    let image = ConvolutionShape.square(160, 160, image: 4, kernel: 1)
    #expect(PanelWeightGradient.pays(for: image))
    #expect(!PanelWeightGradient.pays(for: .square(160, 160, image: 4, kernel: 1, stride: 2)))
    #expect(!PanelWeightGradient.pays(for: .square(64, 160, image: 4, kernel: 1)))
    #expect(!PanelWeightGradient.pays(for: .linear(batch: 32, inputs: 512, outputs: 512)))
    #expect(PanelWeightGradient.pays(for: .square(3, 64, image: 32, kernel: 3, stride: 2, padding: 1)))
  }

  /// Fails where the layer does not take the product that pays.
  @Test func servesTheLayer() throws {
    let shape = ConvolutionShape.square(32, 32, image: 8, kernel: 3, padding: 1).with(batch: 8)
    let context = try ComputeContext()
    guard let product = PanelWeightGradient.ifItPays(for: shape, context: context) else { return }
    let convolution = try PrunableConvolution(shape: shape, hasBias: false, pruning: nil, context: context)
    try convolution.planBackward(needsInputGradient: true)
    let (input, outputGradient) = (Tensor.random(shape.inputShape, seed: 1), Tensor.random(shape.outputShape, seed: 2))
    let (weightGradient, expected) = (Tensor(count: shape.weightCount), Tensor(count: shape.weightCount))
    for inputGradient in [nil, Tensor(shape.inputShape)] {
      weightGradient.fill(0)
      try convolution.backward(
        outputGradient: outputGradient, input: input, weights: .random(count: shape.weightCount, seed: 3),
        inputGradient: inputGradient, weightGradient: weightGradient, key: nil)
      product.run(input: input, outputGradient: outputGradient, weightGradient: expected)
      #expect(weightGradient.array == expected.array)
    }
  }

  /// Fails where a channel that a tile has beside those of the layer adds what is not finite to another's sum.
  @Test func keepsInfinitiesToTheirChannel() throws {
    let shape = ConvolutionShape.square(8, 5, image: 4, kernel: 3, padding: 1).with(batch: 2)
    let input = Tensor.random(shape.inputShape, seed: 1)
    input[0] = .infinity
    let outputGradient = Tensor.random(shape.outputShape, seed: 2)
    let expected = ScalarConvolution(shape: shape).weightGradient(input: input, outputGradient: outputGradient)
    let context = try ComputeContext()
    guard let product = PanelWeightGradient.ifItPays(for: shape, context: context) else { return }
    let weightGradient = Tensor(count: shape.weightCount)
    product.run(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
    for index in 0..<shape.weightCount {
      #expect(weightGradient[index].isFinite == expected[index].isFinite)
    }
  }
}
