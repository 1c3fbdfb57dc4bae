import Tensors

extension Pruning {
  /// Multiply-adds of a sparse product of `shape` over those of the dense one: N / M where M divides the channels and the
  /// share the samples. A last group of few samples counts as a whole one, as the tiles take it.
  func density(of shape: ConvolutionShape) -> Double {
    let samples = (shape.batch + share - 1) / share * share
    return Double(kept(of: shape.outputChannels)) / Double(shape.outputChannels) * Double(samples) / Double(shape.batch)
  }
}
