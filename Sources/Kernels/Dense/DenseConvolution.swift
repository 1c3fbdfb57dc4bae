import COneDNN
import Tensors

/// A convolution, or a linear layer, by oneDNN: forward, input gradient and weight gradient.
///
/// Activations lie channels last, weights as `ConvolutionShape` says. oneDNN chooses the weights' layout inside; they are
/// converted at the first use after `weightsChanged()`. Activations are converted around a product where that is
/// faster (`ActivationLayout`).
public final class DenseConvolution {
  public let shape: ConvolutionShape
  public let hasBias: Bool
  let context: ComputeContext
  private let layout: ConvolutionLayout
  private let converts: (OneDNNProduct) -> Bool
  private var forwardPass: ForwardPass?
  private var inputGradientPass: InputGradientPass?
  private var weightGradientPass: WeightGradientPass?

  /// Plans nothing yet. Throws `ComputeError.oneDNN`.
  public convenience init(shape: ConvolutionShape, hasBias: Bool, context: ComputeContext) throws {
    try self.init(shape: shape, hasBias: hasBias, context: context, converts: ActivationLayout(for: shape).converts)
  }

  /// - Parameter converts: which products run in oneDNN's own layout of activations.
  init(
    shape: ConvolutionShape, hasBias: Bool, context: ComputeContext, converts: @escaping (OneDNNProduct) -> Bool
  ) throws {
    self.shape = shape
    self.hasBias = hasBias
    self.context = context
    layout = try ConvolutionLayout(shape, hasBias: hasBias)
    self.converts = converts
  }

  /// Plans the forward product, once. Throws `ComputeError.oneDNN`.
  public func planForward() throws {
    guard forwardPass == nil else { return }
    forwardPass = try ForwardPass(layout, converted: converts(.forward), context: context)
  }

  /// Plans the backward products that will be asked for; each is planned once. Throws `ComputeError.oneDNN`.
  public func planBackward(inputGradient: Bool, weightGradient: Bool) throws {
    if inputGradient && inputGradientPass == nil {
      inputGradientPass = try InputGradientPass(layout, converted: converts(.inputGradient), context: context)
    }
    if weightGradient && weightGradientPass == nil {
      weightGradientPass = try WeightGradientPass(layout, converted: converts(.weightGradient), context: context)
    }
  }

  /// Overwrites `output` with weights * input + bias. `bias` has a value for each output channel and is given exactly
  /// where the layer has one.
  public func forward(input: Tensor, weights: Tensor, bias: Tensor? = nil, output: Tensor) {
    precondition(input.count == shape.inputShape.count && output.count == shape.outputShape.count, "Shapes agree.")
    precondition(weights.count == shape.weightCount && (bias != nil) == hasBias, "Weights agree with the shape.")
    guard let pass = forwardPass else { preconditionFailure("The forward product is planned first.") }
    pass.input.point(at: input)
    pass.output.point(at: output)
    if let bias { pass.bias?.point(at: bias) }
    pass.weights.load(weights)
    pass.run()
  }

  /// Overwrites `inputGradient` with the transposed weights * outputGradient.
  public func inputGradient(outputGradient: Tensor, weights: Tensor, inputGradient: Tensor) {
    precondition(
      inputGradient.count == shape.inputShape.count && outputGradient.count == shape.outputShape.count
        && weights.count == shape.weightCount, "Shapes agree.")
    guard let pass = inputGradientPass else { preconditionFailure("The input gradient is planned first.") }
    pass.outputGradient.point(at: outputGradient)
    pass.inputGradient.point(at: inputGradient)
    pass.weights.load(weights)
    pass.run()
  }

  /// Both gradients of one output gradient, which is converted once where both products want it alike.
  public func gradients(
    outputGradient: Tensor, input: Tensor, weights: Tensor, inputGradient: Tensor, weightGradient: Tensor
  ) {
    self.inputGradient(outputGradient: outputGradient, weights: weights, inputGradient: inputGradient)
    self.weightGradient(
      input: input, outputGradient: outputGradient, weightGradient: weightGradient,
      gradientIsConverted: inputGradientPass?.convertedGradient == weightGradientPass?.convertedGradient)
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with input * outputGradient.
  public func weightGradient(input: Tensor, outputGradient: Tensor, weightGradient: Tensor) {
    self.weightGradient(
      input: input, outputGradient: outputGradient, weightGradient: weightGradient, gradientIsConverted: false)
  }

  private func weightGradient(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, gradientIsConverted: Bool
  ) {
    precondition(
      input.count == shape.inputShape.count && outputGradient.count == shape.outputShape.count
        && weightGradient.count == shape.weightCount, "Shapes agree.")
    guard let pass = weightGradientPass else { preconditionFailure("The weight gradient is planned first.") }
    pass.input.point(at: input)
    pass.outputGradient.point(at: outputGradient)
    pass.weightGradient.point(at: weightGradient)
    pass.run(gradientIsConverted: gradientIsConverted)
  }

  /// Says that the weights have other values now, so that they are converted again at their next use.
  public func weightsChanged() {
    forwardPass?.weights.areCurrent = false
    inputGradientPass?.weights.areCurrent = false
  }
}
