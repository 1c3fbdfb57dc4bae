import Foundation

/// What a network says of one image.
struct ClassScores {
  /// Of each class; they add up to 1.
  let probabilities: [Double]
  private let logarithmOfSum: Double
  private let logits: UnsafeBufferPointer<Float>

  /// - Parameter logits: one a class; they stay where they are as long as the scores are used.
  init(_ logits: UnsafeBufferPointer<Float>) {
    let peak = Double(logits.max() ?? 0)
    let logarithmOfSum = peak + log(logits.reduce(0) { $0 + exp(Double($1) - peak) })
    probabilities = logits.map { exp(Double($0) - logarithmOfSum) }
    (self.logits, self.logarithmOfSum) = (logits, logarithmOfSum)
  }

  /// The cross entropy for an image of class `label`.
  func loss(_ label: Int) -> Double { logarithmOfSum - Double(logits[label]) }

  /// How many classes come before `class`; of equal ones the first comes first.
  func rank(of class: Int) -> Int {
    let own = logits[`class`]
    return logits.indices.reduce(0) { $0 + (logits[$1] > own || (logits[$1] == own && $1 < `class`) ? 1 : 0) }
  }

  /// The most probable class.
  var best: Int { logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 } }

  /// The `count` most probable classes, the first one first.
  func best(_ count: Int) -> [Int] {
    Array(logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }.prefix(count))
  }
}
