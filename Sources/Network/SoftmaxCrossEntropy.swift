import Foundation
import Kernels
import Tensors

/// Softmax cross entropy with label smoothing, as PyTorch's `cross_entropy`.
///
///     target = (1 - s) * onehot(label) + s / classes;  loss = -sum(target * log(softmax(logits)))
public struct SoftmaxCrossEntropy: Sendable {
  /// s, from 0 to below 1.
  public let labelSmoothing: Float

  public init(labelSmoothing: Float = 0) { self.labelSmoothing = labelSmoothing }

  /// Evaluates a batch.
  ///
  /// - Parameters:
  ///   - logits: batch x classes.
  ///   - labels: at least `sampleCount`, each below the number of classes.
  ///   - sampleCount: the samples that count, the first of the batch.
  ///   - divisor: the number of samples over all ranks, by which the gradient is divided.
  ///   - gradient: like `logits`, overwritten with (softmax - target) / divisor; rows that do not count become 0. Nil
  ///     where nobody needs it.
  /// - Returns: the sum of the losses, and how many samples have their largest logit at the label.
  public func callAsFunction(
    logits: Tensor, labels: [Int32], sampleCount: Int, divisor: Int, gradient: Tensor?
  ) -> (lossSum: Double, correct: Int) {
    let classes = logits.shape.channels
    precondition(sampleCount <= logits.shape.batch && sampleCount <= labels.count, "Each sample has a label.")
    precondition(gradient.map { $0.count == logits.count } ?? true, "The gradient is like the logits.")
    let smooth = Double(labelSmoothing) / Double(classes)
    let sharp = 1 - Double(labelSmoothing)
    var lossSum = 0.0
    var correct = 0
    gradient?.fill(0)
    for sample in 0..<sampleCount {
      let row = sample * classes
      let label = Int(labels[sample])
      precondition(label >= 0 && label < classes, "A label is a class.")
      let (largest, logSum, mean) = statistics(of: logits, row: row, classes: classes)
      if largest == label { correct += 1 }
      let atLabel = Double(logits.pointer[row + label])
      lossSum += logSum - sharp * atLabel - Double(labelSmoothing) * mean
      guard let gradient else { continue }
      for index in 0..<classes {
        let probability = exp(Double(logits.pointer[row + index]) - logSum)
        let target = smooth + (index == label ? sharp : 0)
        gradient.pointer[row + index] = Float((probability - target) / Double(divisor))
      }
    }
    return (lossSum, correct)
  }

  /// Where the largest logit of a row is, the logarithm of the sum of exponentials, and the mean.
  private func statistics(of logits: Tensor, row: Int, classes: Int) -> (largest: Int, logSum: Double, mean: Double) {
    var largest = 0
    var sum = 0.0
    for index in 0..<classes {
      if logits.pointer[row + index] > logits.pointer[row + largest] { largest = index }
      sum += Double(logits.pointer[row + index])
    }
    let peak = Double(logits.pointer[row + largest])
    var exponentials = 0.0
    for index in 0..<classes { exponentials += exp(Double(logits.pointer[row + index]) - peak) }
    return (largest, peak + log(exponentials), sum / Double(classes))
  }
}
