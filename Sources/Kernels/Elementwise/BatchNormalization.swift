import RegisterTiles
import Tensors

/// What a batch normalization does behind its affine map.
public typealias BatchNormForm = RegisterTiles.BatchNormForm

/// Batch normalization over the pixels of a batch, fused with what follows it (see `BatchNormForm`).
///
///     y = form(weight * (x - mean) / sqrt(variance + 1e-5) + bias)
///
/// Ioffe and Szegedy, "Batch Normalization", 2015; running statistics as in PyTorch (momentum 0.1, unbiased variance).
/// Sums run over fixed chunks of pixels, so that results do not depend on the number of threads.
public final class BatchNormalization {
  public let channels: Int
  public let form: BatchNormForm

  static let epsilon: Float = 1e-5
  static let momentum: Float = 0.1

  private let context: ComputeContext
  private let tiles: TileTable

  /// What the last forward applied: y = scale * x + shift; and the batch's mean and 1 / sqrt(variance + epsilon).
  private let scale: Tensor
  private let shift: Tensor
  private let mean: Tensor
  private let inverseDeviation: Tensor

  /// Backward's input gradient is scale * g + slope * x + offset.
  private let slope: Tensor
  private let offset: Tensor

  /// Two sums for each chunk of pixels; grows with the largest batch seen.
  private var partialSums: Tensor
  private var partialProducts: Tensor

  public init(channels: Int, form: BatchNormForm, context: ComputeContext) {
    self.channels = channels
    self.form = form
    self.context = context
    tiles = context.tiles
    scale = Tensor(count: channels)
    shift = Tensor(count: channels)
    mean = Tensor(count: channels)
    inverseDeviation = Tensor(count: channels)
    slope = Tensor(count: channels)
    offset = Tensor(count: channels)
    partialSums = Tensor(count: channels)
    partialProducts = Tensor(count: channels)
  }

  /// Pixels of a chunk: about 64 KB of one operand.
  private var rowsPerChunk: Int { max(16, 16384 / channels) }

  /// Normalizes by the batch's own statistics, keeps them for backward, and moves the running ones towards them.
  ///
  /// - Parameters:
  ///   - input: any shape of `channels` channels; must stay unchanged until backward.
  ///   - addend: like `input`; required exactly where the form adds.
  ///   - output: like `input`; overwritten.
  public func forwardTraining(
    input: Tensor, addend: Tensor?, weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor,
    output: Tensor
  ) {
    let rows = rowCount(input)
    let chunks = chunkCount(rows)
    reserve(chunks: chunks)
    context.parallel(chunks) { chunk in
      let first = chunk * rowsPerChunk
      tiles.batchStatistics(
        BatchStatisticsPass(
          input: input.pointer + first * channels, rows: min(rowsPerChunk, rows - first), channels: channels,
          mean: partialSums.pointer + chunk * channels, squares: partialProducts.pointer + chunk * channels))
    }
    // `slope` holds the variance for a moment: backward overwrites it.
    uniteStatistics(
      means: partialSums.pointer, squares: partialProducts.pointer, chunks: chunks, rowsPerChunk: rowsPerChunk,
      rows: rows, channels: channels, mean: mean.pointer, variance: slope.pointer)
    let unbiased = Float(rows) / Float(max(rows - 1, 1))
    for channel in 0..<channels {
      let variance = slope.pointer[channel]
      inverseDeviation.pointer[channel] = 1 / (variance + Self.epsilon).squareRoot()
      runningMean.pointer[channel] += Self.momentum * (mean.pointer[channel] - runningMean.pointer[channel])
      runningVariance.pointer[channel] +=
        Self.momentum * (variance * unbiased - runningVariance.pointer[channel])
    }
    setAffine(mean: mean, weight: weight, bias: bias)
    normalize(input: input, addend: addend, output: output)
  }

  /// Normalizes by the running statistics.
  public func forwardEvaluation(
    input: Tensor, addend: Tensor?, weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor,
    output: Tensor
  ) {
    for channel in 0..<channels {
      inverseDeviation.pointer[channel] = 1 / (runningVariance.pointer[channel] + Self.epsilon).squareRoot()
    }
    setAffine(mean: runningMean, weight: weight, bias: bias)
    normalize(input: input, addend: addend, output: output)
  }

  /// Computes the gradients that belong to the last `forwardTraining`.
  ///
  /// - Parameters:
  ///   - output: forward's output; read by `addedThenRectified` alone.
  ///   - outputGradient: where the form adds, holds the addend's gradient afterwards.
  ///   - weightGradient, biasGradient: `channels` elements; overwritten.
  ///   - inputGradient: overwritten; may be `outputGradient` where the form does not add.
  public func backward(
    input: Tensor, output: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor,
    inputGradient: Tensor
  ) {
    precondition(
      !form.hasAddend || inputGradient !== outputGradient, "The addend's gradient needs a tensor of its own.")
    let rows = rowCount(input)
    let chunks = chunkCount(rows)
    context.parallel(chunks) { chunk in
      let first = chunk * rowsPerChunk * channels
      tiles.gradientSums(
        GradientSumsPass(
          form: form, input: input.pointer + first, output: output.pointer + first,
          gradient: outputGradient.pointer + first, mean: mean.pointer, scale: scale.pointer, shift: shift.pointer,
          sum: partialSums.pointer + chunk * channels, productSum: partialProducts.pointer + chunk * channels,
          rows: min(rowsPerChunk, rows - chunk * rowsPerChunk), channels: channels))
    }
    uniteSums(partialSums.pointer, chunks: chunks, channels: channels, sums: biasGradient.pointer)
    uniteSums(partialProducts.pointer, chunks: chunks, channels: channels, sums: weightGradient.pointer)
    // dx = scale * (g - mean(g) - (x - mean) * inverseDeviation^2 * mean(g * (x - mean)))
    for channel in 0..<channels {
      let deviation = inverseDeviation.pointer[channel]
      let product = weightGradient.pointer[channel]
      let steepness = -scale.pointer[channel] * deviation * deviation * product / Float(rows)
      slope.pointer[channel] = steepness
      offset.pointer[channel] =
        -scale.pointer[channel] * biasGradient.pointer[channel] / Float(rows) - steepness * mean.pointer[channel]
      weightGradient.pointer[channel] = product * deviation
    }
    addUp(input: input, outputGradient: outputGradient, inputGradient: inputGradient)
  }

  /// Computes the input's gradient that belongs to the last `forwardEvaluation`, whose statistics are constants.
  ///
  /// Operands as in `backward`.
  public func backwardEvaluation(input: Tensor, output: Tensor, outputGradient: Tensor, inputGradient: Tensor) {
    precondition(
      !form.hasAddend || inputGradient !== outputGradient, "The addend's gradient needs a tensor of its own.")
    if form == .addedThenRectified { context.mask(outputGradient, wherePositive: output) }
    slope.fill(0)
    offset.fill(0)
    addUp(input: input, outputGradient: outputGradient, inputGradient: inputGradient)
  }

  /// inputGradient = scale * g + slope * x + offset, where g is the gradient behind a ReLU that came before an addition.
  private func addUp(input: Tensor, outputGradient: Tensor, inputGradient: Tensor) {
    let rows = rowCount(input)
    context.parallel(chunkCount(rows)) { chunk in
      let first = chunk * rowsPerChunk * channels
      tiles.normalizationGradient(
        NormalizationGradientPass(
          masks: form == .rectified || form == .rectifiedThenAdded, input: input.pointer + first,
          gradient: outputGradient.pointer + first, scale: scale.pointer, shift: shift.pointer,
          slope: slope.pointer, offset: offset.pointer, inputGradient: inputGradient.pointer + first,
          rows: min(rowsPerChunk, rows - chunk * rowsPerChunk), channels: channels))
    }
  }

  private func setAffine(mean: Tensor, weight: Tensor, bias: Tensor) {
    for channel in 0..<channels {
      scale.pointer[channel] = weight.pointer[channel] * inverseDeviation.pointer[channel]
      shift.pointer[channel] = bias.pointer[channel] - mean.pointer[channel] * scale.pointer[channel]
    }
  }

  private func normalize(input: Tensor, addend: Tensor?, output: Tensor) {
    precondition(form.hasAddend == (addend != nil), "An addend is given exactly where the form adds one.")
    precondition(output.count == input.count && (addend ?? input).count == input.count, "Shapes agree.")
    let rows = rowCount(input)
    let added = addend ?? input
    context.parallel(chunkCount(rows)) { chunk in
      let first = chunk * rowsPerChunk * channels
      tiles.normalization(
        NormalizationPass(
          form: form, input: input.pointer + first, addend: added.pointer + first, scale: scale.pointer,
          shift: shift.pointer, output: output.pointer + first, rows: min(rowsPerChunk, rows - chunk * rowsPerChunk),
          channels: channels))
    }
  }

  private func rowCount(_ input: Tensor) -> Int {
    precondition(input.shape.channels == channels, "The input has the layer's channels.")
    return input.count / channels
  }

  private func chunkCount(_ rows: Int) -> Int { (rows + rowsPerChunk - 1) / rowsPerChunk }

  private func reserve(chunks: Int) {
    guard partialSums.count < chunks * channels else { return }
    partialSums = Tensor(count: chunks * channels)
    partialProducts = Tensor(count: chunks * channels)
  }
}
