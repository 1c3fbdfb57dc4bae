import RegisterTiles
import Tensors

extension ComputeContext {
  /// output = max(input, 0); overwrites `output`, which may be `input`.
  public func rectify(_ input: Tensor, into output: Tensor) {
    flat(.rectify, left: input, right: input, output: output)
  }

  /// Zeroes `gradient` where a ReLU's `output` is not positive.
  public func mask(_ gradient: Tensor, wherePositive output: Tensor) {
    flat(.keepWherePositive, left: gradient, right: output, output: gradient)
  }

  /// target += addend
  public func add(_ addend: Tensor, to target: Tensor) {
    flat(.add, left: target, right: addend, output: target)
  }

  /// output = factor * input; overwrites `output`, which may be `input`.
  public func scale(_ input: Tensor, by factor: Float, into output: Tensor) {
    flat(.scale, left: input, right: input, factor: factor, output: output)
  }

  /// The gradient of a bias: sums `outputGradient` over samples and pixels; overwrites `sums`, one element a channel.
  public func sumOverPixels(outputGradient: Tensor, into sums: Tensor) {
    let channels = outputGradient.shape.channels
    precondition(sums.count == channels, "One sum a channel.")
    let run = tiles.columnSums
    // Each task sums all rows of 64 channels: the order of the sums does not depend on the number of threads.
    parallel((channels + 63) / 64) { block in
      let first = block * 64
      run(
        ColumnSumsPass(
          input: outputGradient.pointer + first, rows: outputGradient.count / channels, rowStride: channels,
          channels: min(64, channels - first), sums: sums.pointer + first))
    }
  }

  private func flat(
    _ operation: FlatPass.Operation, left: Tensor, right: Tensor, factor: Float = 1, output: Tensor
  ) {
    precondition(left.count == right.count && left.count == output.count, "Operands are of one size.")
    let run = tiles.flat
    let chunk = 1 << 16
    parallel((left.count + chunk - 1) / chunk) { index in
      let first = index * chunk
      run(
        FlatPass(
          operation, left: left.pointer + first, right: right.pointer + first, factor: factor,
          output: output.pointer + first, count: min(chunk, left.count - first)))
    }
  }
}
