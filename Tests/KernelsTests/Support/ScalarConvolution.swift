import Kernels
import Tensors

/// A convolution and its gradients by their definition, in double precision.
struct ScalarConvolution {
  let shape: ConvolutionShape

  func forward(input: Tensor, weights: Tensor, bias: Tensor?) -> Tensor {
    let output = Tensor(shape.outputShape)
    if let bias { for index in 0..<output.count { output[index] = bias[index % shape.outputChannels] } }
    return accumulate(output) { sums, element in
      sums[element.output] += Double(input[element.input]) * Double(weights[element.weight])
    }
  }

  func inputGradient(outputGradient: Tensor, weights: Tensor) -> Tensor {
    accumulate(Tensor(shape.inputShape)) { sums, element in
      sums[element.input] += Double(outputGradient[element.output]) * Double(weights[element.weight])
    }
  }

  func weightGradient(input: Tensor, outputGradient: Tensor) -> Tensor {
    accumulate(Tensor(count: shape.weightCount)) { sums, element in
      sums[element.weight] += Double(outputGradient[element.output]) * Double(input[element.input])
    }
  }

  private func accumulate(
    _ result: Tensor, _ add: (inout [Double], (input: Int, weight: Int, output: Int)) -> Void
  ) -> Tensor {
    var sums = result.array.map(Double.init)
    for sample in 0..<shape.batch {
      for row in 0..<shape.outputHeight {
        for column in 0..<shape.outputWidth {
          forEachTap(sample, row, column) { add(&sums, $0) }
        }
      }
    }
    result.copy(from: sums.map(Float.init))
    return result
  }

  /// Every product that makes an output pixel.
  private func forEachTap(_ sample: Int, _ row: Int, _ column: Int, _ body: ((Int, Int, Int)) -> Void) {
    let inputs = shape.inputChannelsPerGroup
    for kernelRow in 0..<shape.kernelHeight {
      for kernelColumn in 0..<shape.kernelWidth {
        let y = row * shape.stride - shape.padding + kernelRow
        let x = column * shape.stride - shape.padding + kernelColumn
        guard (0..<shape.inputHeight).contains(y), (0..<shape.inputWidth).contains(x) else { continue }
        let inputPixel = (sample * shape.inputHeight + y) * shape.inputWidth + x
        let outputPixel = (sample * shape.outputHeight + row) * shape.outputWidth + column
        for output in 0..<shape.outputChannels {
          let group = output / shape.outputChannelsPerGroup
          let tap = (output * shape.kernelHeight + kernelRow) * shape.kernelWidth + kernelColumn
          for channel in 0..<inputs {
            body(
              (
                inputPixel * shape.inputChannels + group * inputs + channel, tap * inputs + channel,
                outputPixel * shape.outputChannels + output
              ))
          }
        }
      }
    }
  }
}
