import Tensors

/// The plain scalar definition of both products with a packed gradient, summed in double precision. Every fast kernel is
/// tested against it.
struct ReferenceSparse {
  let shape: ConvolutionShape
  let packed: PackedGradient

  /// Overwrites `inputGradient` with the transposed `weights` * the packed gradient.
  func inputGradient(weights: Tensor, into inputGradient: Tensor) {
    var sums = [Double](repeating: 0, count: inputGradient.count)
    forEachProduct { input, weight, value in sums[input] += Double(value) * Double(weights.pointer[weight]) }
    for (index, sum) in sums.enumerated() { inputGradient.pointer[index] = Float(sum) }
  }

  /// Overwrites `weightGradient` with `input` * the packed gradient.
  func weightGradient(input: Tensor, into weightGradient: Tensor) {
    var sums = [Double](repeating: 0, count: weightGradient.count)
    forEachProduct { element, weight, value in sums[weight] += Double(value) * Double(input.pointer[element]) }
    for (index, sum) in sums.enumerated() { weightGradient.pointer[index] = Float(sum) }
  }

  /// Calls `body(input element, weight, value)` for every kept value and every input that its output was made of.
  private func forEachProduct(_ body: (Int, Int, Float) -> Void) {
    for pixel in 0..<packed.shape.pixels {
      let (outputRow, outputColumn) = (pixel / shape.outputWidth, pixel % shape.outputWidth)
      for ky in 0..<shape.kernelHeight {
        for kx in 0..<shape.kernelWidth {
          let y = outputRow * shape.stride - shape.padding + ky
          let x = outputColumn * shape.stride - shape.padding + kx
          guard (0..<shape.inputHeight).contains(y), (0..<shape.inputWidth).contains(x) else { continue }
          let tap = ky * shape.kernelWidth + kx
          forEachEntry(pixel) { sample, channel, value in
            let inputs = shape.inputChannelsPerGroup
            let group = channel / shape.outputChannelsPerGroup
            let element =
              ((sample * shape.inputHeight + y) * shape.inputWidth + x) * shape.inputChannels + group * inputs
            let weight = (channel * shape.taps + tap) * inputs
            for i in 0..<inputs { body(element + i, weight + i, value) }
          }
        }
      }
    }
  }

  /// Calls `body(sample, channel, value)` for every entry of one output pixel.
  private func forEachEntry(_ pixel: Int, _ body: (Int, Int, Float) -> Void) {
    for sample in 0..<shape.batch {
      let row = packed.offset(pixel: pixel, sampleGroup: sample / packed.share)
      for entry in row..<row + packed.kept {
        body(sample, Int(packed.channelIndices[entry]), packed.values[entry * packed.share + sample % packed.share])
      }
    }
  }
}
