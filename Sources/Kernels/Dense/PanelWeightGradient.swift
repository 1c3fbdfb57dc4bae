import COneDNN
import RegisterTiles
import Tensors

/// The dense weight gradient by register tiles, where they are faster than the library's product.
///
/// Units of pixels small enough for the first-level cache are laid out so that a tap is a distance between places, and
/// a row of output pixels of several samples is one run:
///
///     for each unit of output rows x samples:
///       gradients[tile of output channels][row][column][sample][channel of the tile]
///       for each block of input channels:
///         inputs[row][column][sample][width]; with a stride, columns of one remainder lie together
///         for each tap, for each tile of output channels:   panel += sum over the unit's pixels
///
/// Where input channels fill no vector, as a network's first layer's, a pixel has the inputs of all its taps side by side
/// instead, and one tap.
public final class PanelWeightGradient {
  /// The convolution's.
  private let given: ConvolutionShape
  /// The product's: the same, or a kernel of one tap over all inputs of an output pixel.
  private let shape: ConvolutionShape
  private let context: ComputeContext
  private let panels: WeightPanels
  private let units: [Unit]
  private let run: [(PanelProductJob) -> Void]
  /// What each slot works with.
  private let gradients: Tensor
  private let inputs: Tensor
  private let gradientCount: Int
  private let inputCount: Int
  /// Floats from a tile of output channels to the next: not a power of two, or they would displace one another in the
  /// caches.
  private let tileStride: Int

  /// Pixels x samples of a unit: their inputs and a tile's gradients fill the first-level cache.
  private static let items = 256
  /// The same of a run at least, where the batch has as many.
  private static let runItems = 64

  /// Output rows x samples that are multiplied at once.
  private struct Unit {
    let rows: Range<Int>
    let samples: Range<Int>
  }

  init(shape: ConvolutionShape, tiles: [TileTable.PanelProduct], context: ComputeContext) {
    given = shape
    let isUnfolded = shape.taps > 1 && shape.groups == 1 && shape.inputChannels < tiles.last!.width
    let shape = isUnfolded ? shape.unfolded : shape
    self.shape = shape
    self.context = context
    run = tiles.map(\.run)
    panels = WeightPanels(shape: shape, widths: tiles.map(\.width), threads: context.threads)
    let together = max(1, min(shape.batch, Self.runItems / shape.outputWidth))
    units = PixelUnit.units(
      rows: shape.outputHeight, columns: shape.outputWidth, batch: shape.batch, share: together,
      items: Self.items / together, growing: .rows
    ).map {
      Unit(
        rows: $0.rows,
        samples: $0.sampleGroups.lowerBound * together..<min(shape.batch, $0.sampleGroups.upperBound * together))
    }
    let (largest, outputs) = (units[0], PanelProductJob.outputs)
    let samples = largest.samples.count
    tileStride = largest.rows.count * shape.outputWidth * samples * outputs + 16
    gradientCount = shape.groups * shape.tilesOfOutputs * tileStride
    let rows = min(shape.inputHeight, (largest.rows.count - 1) * shape.stride + shape.kernelHeight)
    inputCount = rows * shape.inputWidth * samples * panels.blocks[0].width
    gradients = Tensor(count: panels.slots * gradientCount)
    inputs = Tensor(count: panels.slots * inputCount)
  }

  /// The product where it is faster than the library's: a rule over shape and processor, so that runs can be repeated.
  ///
  /// Time over that of oneDNN 2.6.3, one thread of a Zen 3, batch 32 (`bench kernels`): 3x3 and 5x5 kernels 0.43-0.82,
  /// 1x1 of 160 channels and more 0.69-0.89, of fewer or by a stride 0.95-2.3, where the copies take the time.
  public static func ifItPays(for shape: ConvolutionShape, context: ComputeContext) -> PanelWeightGradient? {
    let tiles = context.tiles.panelProducts
    guard !tiles.isEmpty, !onednn_has_avx512(), context.precision == .fp32, pays(for: shape) else { return nil }
    return PanelWeightGradient(shape: shape, tiles: tiles, context: context)
  }

  static func pays(for shape: ConvolutionShape) -> Bool {
    let fewest = min(shape.inputChannelsPerGroup, shape.outputChannelsPerGroup)
    return shape.taps > 1 || (shape.stride == 1 && shape.outputShape.pixels > 1 && fewest >= 160)
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with `input` * `outputGradient`.
  public func run(input: Tensor, outputGradient: Tensor, weightGradient: Tensor) {
    panels.fill(weightGradient, context: context) { slot, part, panel in
      let gradients = gradients.pointer + slot * gradientCount
      let inputs = inputs.pointer + slot * inputCount
      for unit in units {
        copy(outputGradient, unit, to: gradients)
        for index in part.blocks {
          let block = panels.blocks[index]
          if shape == given { copy(input, unit, block, to: inputs) } else { unfold(input, unit, block, to: inputs) }
          for tap in part.taps {
            multiply(unit, block, tap: tap, gradients, inputs, panel: panel(index, tap))
          }
        }
      }
    }
  }

  /// Adds the products of one tap to its panel.
  private func multiply(
    _ unit: Unit, _ block: ChannelBlock, tap: Int, _ gradients: UnsafePointer<Float>,
    _ inputs: UnsafePointer<Float>, panel: UnsafeMutablePointer<Float>
  ) {
    let (samples, outputs) = (unit.samples.count, shape.outputChannelsPerGroup)
    let rows = shape.outputRows(tap: tap).clamped(to: unit.rows)
    let columns = shape.outputColumns(tap: tap)
    guard !rows.isEmpty, !columns.isEmpty else { return }
    let inputRow = rows.lowerBound * shape.stride - shape.padding + tap / shape.kernelWidth
    let inputColumn = columns.lowerBound * shape.stride - shape.padding + tap % shape.kernelWidth
    let place = (inputRow - inputRows(of: unit).lowerBound) * shape.inputWidth + shape.place(ofColumn: inputColumn)
    let pixel = (rows.lowerBound - unit.rows.lowerBound) * shape.outputWidth + columns.lowerBound
    var job = PanelProductJob(
      gradients: gradients + block.group * shape.tilesOfOutputs * tileStride
        + pixel * samples * PanelProductJob.outputs,
      gradientStride: shape.outputWidth * samples * PanelProductJob.outputs,
      inputs: inputs + place * samples * block.width,
      inputStride: shape.stride * shape.inputWidth * samples * block.width, runs: rows.count,
      pixels: columns.count * samples, panel: panel + block.group * outputs * block.width, rows: 0)
    for first in stride(from: 0, to: outputs, by: PanelProductJob.outputs) {
      job.rows = min(PanelProductJob.outputs, outputs - first)
      run[block.variant](job)
      job.gradients += tileStride
      job.panel += PanelProductJob.outputs * block.width
    }
  }

  /// Input rows that a unit reaches.
  private func inputRows(of unit: Unit) -> Range<Int> {
    let first = unit.rows.lowerBound * shape.stride - shape.padding
    let last = (unit.rows.upperBound - 1) * shape.stride - shape.padding + shape.kernelHeight - 1
    let top = min(shape.inputHeight, max(0, first))
    return top..<max(top, min(shape.inputHeight, last + 1))
  }

  /// Overwrites `target` with a unit's gradients, zeros for output channels that the last tile of a group lacks.
  private func copy(_ gradient: Tensor, _ unit: Unit, to target: UnsafeMutablePointer<Float>) {
    let (channels, outputs, samples) = (shape.outputChannels, shape.outputChannelsPerGroup, unit.samples.count)
    let sampleStride = shape.outputShape.sampleCount
    let first = gradient.pointer + unit.samples.lowerBound * sampleStride
    for pixel in unit.rows.lowerBound * shape.outputWidth..<unit.rows.upperBound * shape.outputWidth {
      let place = target + (pixel - unit.rows.lowerBound * shape.outputWidth) * samples * PanelProductJob.outputs
      for group in 0..<shape.groups {
        for tile in 0..<shape.tilesOfOutputs {
          let channel = tile * PanelProductJob.outputs
          let source = first + pixel * channels + group * outputs + channel
          let column = place + (group * shape.tilesOfOutputs + tile) * tileStride
          if channel + PanelProductJob.outputs <= outputs {
            for sample in 0..<samples {
              UnsafeMutableRawPointer(column + sample * PanelProductJob.outputs).storeBytes(
                of: UnsafeRawPointer(source + sample * sampleStride).loadUnaligned(as: SIMD4<Float>.self),
                as: SIMD4<Float>.self)
            }
          } else {
            for sample in 0..<samples {
              for output in 0..<PanelProductJob.outputs {
                column[sample * PanelProductJob.outputs + output] =
                  channel + output < outputs ? source[sample * sampleStride + output] : 0
              }
            }
          }
        }
      }
    }
  }

  /// Overwrites `target` with the inputs that a unit reaches, zeros for channels that the block lacks.
  private func copy(_ input: Tensor, _ unit: Unit, _ block: ChannelBlock, to target: UnsafeMutablePointer<Float>) {
    let (rows, samples, width) = (inputRows(of: unit), unit.samples.count, block.width)
    for row in rows {
      for column in 0..<shape.inputWidth {
        let place = (row - rows.lowerBound) * shape.inputWidth + shape.place(ofColumn: column)
        for sample in 0..<samples {
          let pixel = ((unit.samples.lowerBound + sample) * shape.inputHeight + row) * shape.inputWidth + column
          let source = input.pointer + pixel * shape.inputChannels + block.start
          let copy = target + (place * samples + sample) * width
          copy.update(from: source, count: block.count)
          if block.count < width { (copy + block.count).update(repeating: 0, count: width - block.count) }
        }
      }
    }
  }

  /// Overwrites `target` with a block's inputs of a unit's output pixels, zeros for those outside the image.
  private func unfold(_ input: Tensor, _ unit: Unit, _ block: ChannelBlock, to target: UnsafeMutablePointer<Float>) {
    let (samples, width, sampleStride) = (unit.samples.count, block.width, given.inputShape.sampleCount)
    let first = input.pointer + unit.samples.lowerBound * sampleStride
    target.update(repeating: 0, count: unit.rows.count * shape.outputWidth * samples * width)
    for row in unit.rows {
      for column in 0..<shape.outputWidth {
        let pixel = target + ((row - unit.rows.lowerBound) * shape.outputWidth + column) * samples * width
        for kernelRow in 0..<given.kernelHeight {
          let (place, run) = given.inputs(row: row, column: column, kernelRow: kernelRow)
          let wanted = run.clamped(to: block.start..<block.start + block.count)
          for sample in 0..<(wanted.isEmpty ? 0 : samples) {
            (pixel + sample * width + wanted.lowerBound - block.start).update(
              from: first + sample * sampleStride + place + wanted.lowerBound - run.lowerBound, count: wanted.count)
          }
        }
      }
    }
  }
}

extension ConvolutionShape {
  /// The convolution of the same result and weights whose input has at each output pixel what all taps meet.
  fileprivate var unfolded: ConvolutionShape {
    ConvolutionShape(
      batch: batch, inputHeight: outputHeight, inputWidth: outputWidth, inputChannels: taps * inputChannels,
      outputChannels: outputChannels, kernelHeight: 1, kernelWidth: 1)
  }

  /// What a row of the kernel meets at an output pixel: where it begins in a sample, and its channels once unfolded.
  fileprivate func inputs(row: Int, column: Int, kernelRow: Int) -> (place: Int, channels: Range<Int>) {
    let (inputRow, left) = (row * stride - padding + kernelRow, column * stride - padding)
    let taps = (0..<kernelWidth).clamped(to: -left..<inputWidth - left)
    guard inputRow >= 0, inputRow < inputHeight else { return (0, 0..<0) }
    let first = kernelRow * kernelWidth
    return (
      (inputRow * inputWidth + left + taps.lowerBound) * inputChannels,
      (first + taps.lowerBound) * inputChannels..<(first + taps.upperBound) * inputChannels
    )
  }

  /// Tiles that a group's output channels fill.
  fileprivate var tilesOfOutputs: Int {
    (outputChannelsPerGroup + PanelProductJob.outputs - 1) / PanelProductJob.outputs
  }

  /// Where a column lies in a row whose columns of one remainder by the stride lie together.
  fileprivate func place(ofColumn column: Int) -> Int {
    let (quotient, remainder) = column.quotientAndRemainder(dividingBy: stride)
    // Of the remainders before, so many columns exist.
    return remainder * (inputWidth / stride) + min(remainder, inputWidth % stride) + quotient
  }
}
