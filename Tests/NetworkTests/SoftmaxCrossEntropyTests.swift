import Foundation
import Kernels
import Tensors
import Testing

@testable import Network

@Suite struct SoftmaxCrossEntropyTests {
  let logits = Tensor(TensorShape(batch: 3, channels: 4))
  let labels: [Int32] = [2, 0, 3]

  init() { logits.copy(from: [1, -2, 0.5, 3, 4, 0, -1, 0.25, -3, 7, 2, 7.5]) }

  /// The loss by its definition; a wrong smoothing target or a lost maximum would differ.
  @Test(arguments: [Float(0), 0.1]) func lossFollowsItsDefinition(_ smoothing: Float) {
    var expected = 0.0
    for sample in 0..<3 {
      let row = (0..<4).map { Double(logits[sample * 4 + $0]) }
      let sum = row.reduce(0) { $0 + exp($1) }
      for index in 0..<4 {
        let isLabel = index == Int(labels[sample])
        let target = Double(smoothing) / 4 + (isLabel ? 1 - Double(smoothing) : 0)
        expected -= target * (row[index] - log(sum))
      }
    }
    let loss = SoftmaxCrossEntropy(labelSmoothing: smoothing)
    let result = loss(logits: logits, labels: labels, sampleCount: 3, divisor: 3, gradient: nil)
    #expect(abs(result.lossSum - expected) < 1e-6)
    #expect(result.correct == 2)
  }

  /// The gradient against finite differences; samples beyond the count must not count.
  @Test func gradientAgreesWithFiniteDifferences() {
    let loss = SoftmaxCrossEntropy(labelSmoothing: 0.1)
    let gradient = Tensor(logits.shape)
    gradient.fill(9)
    _ = loss(logits: logits, labels: labels, sampleCount: 2, divisor: 5, gradient: gradient)
    for index in 0..<12 {
      let value = logits[index]
      func lossSum(_ shifted: Float) -> Double {
        logits[index] = shifted
        return loss(logits: logits, labels: labels, sampleCount: 2, divisor: 5, gradient: nil).lossSum
      }
      let numeric = (lossSum(value + 0.01) - lossSum(value - 0.01)) / 0.02 / 5
      logits[index] = value
      #expect(abs(Double(gradient[index]) - numeric) < 1e-4)
    }
  }

  /// Large logits must not overflow.
  @Test func largeLogitsStayFinite() {
    let large = Tensor(TensorShape(batch: 1, channels: 2))
    large.copy(from: [1e4, -1e4])
    let result = SoftmaxCrossEntropy()(logits: large, labels: [1], sampleCount: 1, divisor: 1, gradient: nil)
    #expect(result.lossSum == 2e4)
  }
}
