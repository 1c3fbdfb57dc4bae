import Kernels
import Network
import Tensors
import Timing

/// oneDNN's own times for a network's convolutions: forward of all, input gradient of all but the first, weight gradient
/// of all, each alone with its weights already converted. Linear layers do not count.
final class ConvolutionTimes {
  private struct Work {
    let convolution: DenseConvolution
    let needsInputGradient: Bool
    let weights: Tensor
    let weightGradient: Tensor
  }

  private var work: [Work] = []
  private let input: Tensor
  private let inputGradient: Tensor
  private let outputGradient: Tensor
  private let output: Tensor
  private var rounds: [Double] = []

  /// Seconds of all convolutions' three products.
  var medianSeconds: Double { rounds.median }

  init(of network: Network, context: ComputeContext) throws {
    let layers = network.convolutionShapes.filter { !$0.isLinear }
    let inputs = layers.map(\.shape.inputShape.count).max() ?? 1
    let outputs = layers.map(\.shape.outputShape.count).max() ?? 1
    (input, inputGradient) = (Tensor(count: inputs), Tensor(count: inputs))
    (output, outputGradient) = (Tensor(count: outputs), Tensor(count: outputs))
    for (seed, tensor) in [input, outputGradient].enumerated() { tensor.fillUniform(bound: 1, seed: UInt64(seed)) }
    for layer in layers {
      let weights = Tensor(count: layer.shape.weightCount)
      weights.fillUniform(bound: 0.1, seed: 3)
      let convolution = try DenseConvolution(shape: layer.shape, hasBias: false, context: context)
      try convolution.planForward()
      try convolution.planBackward(inputGradient: layer.needsInputGradient, weightGradient: true)
      work.append(
        Work(
          convolution: convolution, needsInputGradient: layer.needsInputGradient, weights: weights,
          weightGradient: Tensor(count: layer.shape.weightCount)))
    }
    // The first round converts weights.
    run()
    rounds.removeAll()
  }

  /// Times every product once.
  func run() {
    rounds.append(work.reduce(0) { $0 + seconds($1) })
  }

  private func seconds(_ work: Work) -> Double {
    let shape = work.convolution.shape
    let (input, output) = (input.reshaped(shape.inputShape), output.reshaped(shape.outputShape))
    let (inputGradient, outputGradient) = (
      inputGradient.reshaped(shape.inputShape), outputGradient.reshaped(shape.outputShape)
    )
    return ContinuousClock().measure {
      work.convolution.forward(input: input, weights: work.weights, output: output)
      if work.needsInputGradient {
        work.convolution.inputGradient(
          outputGradient: outputGradient, weights: work.weights, inputGradient: inputGradient)
      }
      work.convolution.weightGradient(
        input: input, outputGradient: outputGradient, weightGradient: work.weightGradient)
    } / .seconds(1)
  }
}
