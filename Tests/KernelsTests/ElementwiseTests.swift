import Tensors
import Testing

@testable import Kernels

/// The vector passes of every instruction set against their scalar definitions, at odd numbers of channels and pixels.
@Suite("Elementwise kernels") struct ElementwiseTests {
  static let sizes: [TensorShape] =
    [1, 3, 16, 20, 64, 75, 131].flatMap { channels in
      [TensorShape(batch: 1, channels: channels), TensorShape(batch: 3, height: 5, width: 7, channels: channels)]
    } + [TensorShape(batch: 3, height: 10, width: 11, channels: 65)]

  static let forms: [BatchNormForm] = [.plain, .rectified, .addedThenRectified, .rectifiedThenAdded]

  /// What one training step of batch norm leaves behind.
  private func step(_ shape: TensorShape, _ form: BatchNormForm, _ context: ComputeContext) -> [[Float]] {
    let channels = shape.channels
    let layer = BatchNormalization(channels: channels, form: form, context: context)
    let input = Tensor.random(shape, seed: 1)
    let addend = form.hasAddend ? Tensor.random(shape, seed: 2) : nil
    let (weight, bias) = (Tensor.random(count: channels, seed: 3), Tensor.random(count: channels, seed: 4))
    let (mean, variance) = (Tensor.random(count: channels, seed: 5), Tensor.random(count: channels, seed: 6))
    let outputGradient = Tensor.random(shape, seed: 7)
    let (output, inputGradient) = (Tensor.random(shape, seed: 8), Tensor.random(shape, seed: 9))
    let (weightGradient, biasGradient) = (Tensor(count: channels), Tensor(count: channels))
    layer.forwardTraining(
      input: input, addend: addend, weight: weight, bias: bias, runningMean: mean, runningVariance: variance,
      output: output)
    layer.backward(
      input: input, output: output, outputGradient: outputGradient, weightGradient: weightGradient,
      biasGradient: biasGradient, inputGradient: inputGradient)
    return [output, mean, variance, outputGradient, weightGradient, biasGradient, inputGradient].map(\.array)
  }

  @Test("Batch norm of every instruction set equals the scalar definition", arguments: thinned(sizes), forms)
  func batchNormalization(shape: TensorShape, form: BatchNormForm) throws {
    // One pixel has no variance: all outputs are then the bias, and gradients of 1 / sqrt(epsilon) size cancel.
    let tolerance: Float = shape.batch == 1 ? 2e-3 : 2e-5
    let expected = step(shape, form, try ComputeContext(kernels: .reference))
    for kernels in availableKernels {
      for (found, wanted) in zip(step(shape, form, try ComputeContext(kernels: kernels)), expected) {
        #expect(largestDifference(found, wanted) <= tolerance * max(1, wanted.map(abs).max() ?? 0))
      }
    }
  }

  @Test("Results of batch norm do not depend on the number of threads", arguments: forms)
  func batchNormalizationThreads(form: BatchNormForm) throws {
    let shape = TensorShape(batch: 3, height: 10, width: 11, channels: 65)
    #expect(try step(shape, form, ComputeContext(threads: 3)) == step(shape, form, ComputeContext(threads: 1)))
  }

  @Test("A large mean does not cancel a small variance") func varianceIsSound() throws {
    let shape = TensorShape(batch: 64, height: 8, width: 8, channels: 20)
    let input = Tensor.random(shape, seed: 1)
    for index in 0..<input.count { input[index] = 1000 + 0.1 * input[index] }
    let centered = input.array.map { Double($0) - 1000 }
    for kernels in availableKernels {
      let layer = BatchNormalization(channels: 20, form: .plain, context: try ComputeContext(kernels: kernels))
      let (one, zero, mean, variance) = (Tensor(count: 20), Tensor(count: 20), Tensor(count: 20), Tensor(count: 20))
      one.fill(1)
      layer.forwardTraining(
        input: input, addend: nil, weight: one, bias: zero, runningMean: mean, runningVariance: variance,
        output: Tensor(shape))
      for channel in 0..<20 {
        let values = stride(from: channel, to: input.count, by: 20).map { centered[$0] }
        let average = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(values.count - 1)
        #expect(abs(Double(variance[channel]) - 0.1 * squares) < 1e-4 * squares)
        #expect(abs(Double(mean[channel]) - 100 - 0.1 * average) < 1e-4)
      }
    }
  }

  @Test("Evaluation normalizes by the running statistics and leaves them alone") func evaluation() throws {
    let shape = TensorShape(batch: 2, height: 3, width: 3, channels: 5)
    let input = Tensor.random(shape, seed: 1)
    let (weight, bias, mean) = (
      Tensor.random(count: 5, seed: 2), Tensor.random(count: 5, seed: 3), Tensor.random(count: 5, seed: 4)
    )
    let variance = Tensor(count: 5)
    variance.copy(from: [0.5, 1, 2, 0, 4])
    for kernels in availableKernels + [.reference] {
      let layer = BatchNormalization(channels: 5, form: .rectified, context: try ComputeContext(kernels: kernels))
      let output = Tensor(shape)
      let before = [mean.array, variance.array]
      layer.forwardEvaluation(
        input: input, addend: nil, weight: weight, bias: bias, runningMean: mean, runningVariance: variance,
        output: output)
      #expect([mean.array, variance.array] == before)
      for index in 0..<output.count {
        let channel = index % 5
        let normalized = (input[index] - mean[channel]) / (variance[channel] + 1e-5).squareRoot()
        let expected = max(0, normalized * weight[channel] + bias[channel])
        #expect(abs(output[index] - expected) < 1e-4 * max(1, abs(normalized)))
      }
    }
  }

  @Test("ReLU, its gradient, sum, scale and sums over pixels, to the last element", arguments: thinned(sizes))
  func flatOperations(_ shape: TensorShape) throws {
    let (left, right) = (Tensor.random(shape, seed: 1), Tensor.random(shape, seed: 2))
    let (a, b) = (left.array, right.array)
    for kernels in availableKernels + [.reference] {
      let context = try ComputeContext(kernels: kernels, threads: 2)
      let result = Tensor(shape)
      context.rectify(left, into: result)
      #expect(result.array == a.map { max($0, 0) })
      result.copy(from: left)
      context.mask(result, wherePositive: right)
      #expect(result.array == zip(a, b).map { $1 > 0 ? $0 : 0 })
      result.copy(from: left)
      context.add(right, to: result)
      #expect(result.array == zip(a, b).map { $0 + $1 })
      context.scale(left, by: 0.2, into: result)
      #expect(result.array == a.map { $0 * 0.2 })
      let sums = Tensor(count: shape.channels)
      context.sumOverPixels(outputGradient: left, into: sums)
      for channel in 0..<shape.channels {
        let expected = stride(from: channel, to: a.count, by: shape.channels).reduce(0) { $0 + Double(a[$1]) }
        #expect(abs(Double(sums[channel]) - expected) < 1e-4)
      }
    }
  }

  @Test("ReLU does not hide a NaN") func rectifyKeepsNaN() throws {
    let values = Tensor(count: 40)
    values[3] = .nan
    values[39] = .nan
    for kernels in availableKernels + [.reference] {
      let result = Tensor(count: 40)
      try ComputeContext(kernels: kernels).rectify(values, into: result)
      #expect(result[3].isNaN && result[39].isNaN && result[4] == 0)
    }
  }

  /// Height, width, window, stride, padding; a window of 0 is the whole image.
  static let windows = [(6, 7, 2, 2, 0), (7, 7, 3, 2, 1), (5, 9, 3, 1, 1), (4, 4, 0, 1, 0), (5, 3, 0, 1, 0)]

  @Test("Pooling and its gradient equal the scalar definition", arguments: windows, [1, 16, 75])
  func pooling(_ window: (Int, Int, Int, Int, Int), _ channels: Int) throws {
    let (height, width, size, stride, padding) = window
    let shape = TensorShape(batch: 3, height: height, width: width, channels: channels)
    let input = Tensor.random(shape, seed: 1)
    // Equal values: the first wins.
    for index in 0..<input.count { input[index] = (input[index] * 4).rounded() }
    for kind in [PoolingKind.maximum, .average] where kind == .maximum || padding == 0 {
      func run(_ kernels: KernelSelection) throws -> [[Float]] {
        let pooling = Pooling(
          kind, inputShape: shape, window: size == 0 ? (height, width) : (size, size), stride: stride,
          padding: padding, context: try ComputeContext(kernels: kernels))
        let output = Tensor(pooling.outputShape)
        pooling.forward(input: input, output: output)
        let inputGradient = Tensor.random(shape, seed: 3)
        pooling.backward(outputGradient: Tensor.random(pooling.outputShape, seed: 2), inputGradient: inputGradient)
        return [output.array, inputGradient.array]
      }
      let expected = try run(.reference)
      for kernels in availableKernels {
        for (found, wanted) in zip(try run(kernels), expected) {
          #expect(largestDifference(found, wanted) < 1e-5)
        }
      }
    }
  }

  private func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).map { abs($0 - $1) }.max() ?? 0
  }
}
