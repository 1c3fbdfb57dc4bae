import OneDNN
import Tensors

/// A convolution, or a linear layer, by oneDNN: forward, input gradient and weight gradient.
///
/// Activations lie channels last, weights as `ConvolutionShape` says. oneDNN chooses the weights' layout inside; they are
/// converted at the first use after `weightsChanged()`. Primitives are made at their first use and kept.
public final class DenseConvolution {
  public let shape: ConvolutionShape
  public let hasBias: Bool
  let context: ComputeContext
  private let layout: ConvolutionLayout
  private let forwardPass: ForwardPass
  private var inputGradientPass: InputGradientPass?
  private var weightGradientPass: WeightGradientPass?

  /// Plans the forward pass. Throws `ComputeError.oneDNN`.
  public init(shape: ConvolutionShape, hasBias: Bool, context: ComputeContext) throws {
    self.shape = shape
    self.hasBias = hasBias
    self.context = context
    layout = try ConvolutionLayout(shape, hasBias: hasBias)
    forwardPass = try ForwardPass(layout, context: context)
  }

  /// Overwrites `output` with weights * input + bias. `bias` has a value for each output channel and is given exactly
  /// where the layer has one.
  public func forward(input: Tensor, weights: Tensor, bias: Tensor? = nil, output: Tensor) {
    precondition(input.count == shape.inputShape.count && output.count == shape.outputShape.count, "Shapes agree.")
    precondition(weights.count == shape.weightCount && (bias != nil) == hasBias, "Weights agree with the shape.")
    forwardPass.input.point(at: input.pointer)
    forwardPass.output.point(at: output.pointer)
    if let bias { forwardPass.bias?.point(at: bias.pointer) }
    forwardPass.weights.load(weights)
    forwardPass.run()
  }

  /// Overwrites `inputGradient` with the transposed weights * outputGradient.
  public func inputGradient(outputGradient: Tensor, weights: Tensor, inputGradient: Tensor) {
    precondition(
      inputGradient.count == shape.inputShape.count && outputGradient.count == shape.outputShape.count
        && weights.count == shape.weightCount, "Shapes agree.")
    let pass = inputGradientPass ?? must { try InputGradientPass(layout, hint: forwardPass, context: context) }
    inputGradientPass = pass
    pass.outputGradient.point(at: outputGradient.pointer)
    pass.inputGradient.point(at: inputGradient.pointer)
    pass.weights.load(weights)
    pass.primitive.execute()
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with input * outputGradient.
  public func weightGradient(input: Tensor, outputGradient: Tensor, weightGradient: Tensor) {
    precondition(
      input.count == shape.inputShape.count && outputGradient.count == shape.outputShape.count
        && weightGradient.count == shape.weightCount, "Shapes agree.")
    let pass = weightGradientPass ?? must { try WeightGradientPass(layout, hint: forwardPass, context: context) }
    weightGradientPass = pass
    pass.input.point(at: input.pointer)
    pass.outputGradient.point(at: outputGradient.pointer)
    pass.plainWeightGradient.point(at: weightGradient.pointer)
    pass.primitive.execute()
    pass.reorder?.execute()
  }

  /// Says that the weights have other values now, so that they are converted again at their next use.
  public func weightsChanged() {
    forwardPass.weights.areCurrent = false
    inputGradientPass?.weights.areCurrent = false
  }
}
