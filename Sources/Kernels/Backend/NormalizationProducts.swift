import Tensors

/// Batch normalization with what follows it; operands as `BatchNormalization` documents them.
public protocol NormalizationProducts: AnyObject {
  var form: BatchNormForm { get }

  /// Normalizes by the batch's own statistics, keeps them for backward, and moves the running ones towards them.
  func forwardTraining(
    input: Tensor, addend: Tensor?, weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor,
    output: Tensor)

  /// Normalizes by the running statistics.
  func forwardEvaluation(
    input: Tensor, addend: Tensor?, weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor,
    output: Tensor)

  /// Computes the gradients that belong to the last `forwardTraining`.
  func backward(
    input: Tensor, output: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor,
    inputGradient: Tensor)

  /// Computes the input's gradient that belongs to the last `forwardEvaluation`.
  func backwardEvaluation(input: Tensor, output: Tensor, outputGradient: Tensor, inputGradient: Tensor)
}
