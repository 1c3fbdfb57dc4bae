import RegisterTiles
import Tensors

/// The weight gradient where every sample has a pattern of its own.
///
/// The packed rows of a unit of pixels are transposed, so that each output channel has the list of the pixels that keep
/// it, and the unit's inputs are copied with zeros around them, so that a tap is a distance between places:
///
///     for each unit of output rows x samples:
///       lists[output channel] = the pixels that keep it, and their values
///       for each block of input channels:
///         inputs[sample][row][column][width] = the unit's inputs and what the kernel reaches beyond
///         for each tap:   panel[output channel] += sum over its list, by a tile
final class TransposedWeightGradient {
  private let shape: ConvolutionShape
  private let context: ComputeContext
  private let tiles: SparseTiles
  private let panels: WeightPanels
  private let units: [PixelUnit]
  private let slots: [Slot]

  /// Bytes of the inputs that a tap of a unit takes: what the first-level cache holds.
  private static let inputBytes = 32 << 10

  private static let largestPlaces = 1 << 16

  /// Whether the inputs of an output row can be told apart: images are less than about 10,000 pixels wide.
  static func reaches(_ shape: ConvolutionShape) -> Bool {
    shape.reach(of: 1) * shape.reachedColumns <= largestPlaces
  }

  init(shape: ConvolutionShape, context: ComputeContext) {
    self.shape = shape
    self.context = context
    tiles = context.tiles.sparse.tiles(share: 1)
    panels = WeightPanels(shape: shape, widths: tiles.column.map(\.width), threads: context.threads)
    units = PixelUnit.units(
      rows: shape.outputHeight, columns: shape.outputWidth, batch: shape.batch, share: 1,
      items: Self.inputBytes / (panels.blocks[0].width * MemoryLayout<Float>.stride), growing: .rows)
    let (shape, largest, width) = (shape, units[0], panels.blocks[0].width)
    let places = largest.sampleGroups.count * shape.reach(of: largest.rows.count) * shape.reachedColumns
    precondition(Self.reaches(shape) && places <= Self.largestPlaces, "Places have 16 bits.")
    slots = (0..<panels.slots).map { _ in
      Slot(
        outputs: shape.outputChannels,
        capacity: largest.rows.count * shape.outputWidth * largest.sampleGroups.count,
        inputs: places * width)
    }
  }

  /// What one part works with.
  private final class Slot {
    let capacity: Int
    let pixels: UnsafeMutablePointer<UInt16>
    let values: Tensor
    let counts: UnsafeMutablePointer<Int32>
    let inputs: Tensor

    init(outputs: Int, capacity: Int, inputs: Int) {
      self.capacity = capacity
      pixels = .allocate(capacity: outputs * capacity)
      values = Tensor(count: outputs * capacity)
      counts = .allocate(capacity: outputs)
      self.inputs = Tensor(count: inputs)
    }

    deinit {
      pixels.deallocate()
      counts.deallocate()
    }
  }

  func run(_ packed: PackedGradient, input: Tensor, weightGradient: Tensor) {
    let outputs = shape.outputChannelsPerGroup
    panels.fill(weightGradient, context: context) { index, part, panel in
      let slot = slots[index]
      for unit in units {
        transpose(packed, unit, into: slot)
        for index in part.blocks {
          let block = panels.blocks[index]
          copy(input, unit, block, into: slot.inputs.pointer)
          for tap in part.taps {
            let place = tap / shape.kernelWidth * shape.reachedColumns + tap % shape.kernelWidth
            tiles.column[block.variant].run(
              ColumnJob(
                pixels: slot.pixels, values: slot.values.pointer, counts: slot.counts, capacity: slot.capacity,
                outputs: block.group * outputs..<(block.group + 1) * outputs,
                inputs: slot.inputs.pointer + place * block.width, panel: panel(index, tap)))
          }
        }
      }
    }
  }

  /// Overwrites the lists of a slot with a unit's pixels.
  private func transpose(_ packed: PackedGradient, _ unit: PixelUnit, into slot: Slot) {
    let (pixels, values, counts) = (slot.pixels, slot.values.pointer, slot.counts)
    counts.update(repeating: 0, count: shape.outputChannels)
    let rows = shape.reach(of: unit.rows.count)
    for row in unit.rows {
      for column in 0..<shape.outputWidth {
        let pixel = row * shape.outputWidth + column
        let place = ((row - unit.rows.lowerBound) * shape.reachedColumns + column) * shape.stride
        for sample in unit.sampleGroups {
          let place = place + (sample - unit.sampleGroups.lowerBound) * rows * shape.reachedColumns
          let first = packed.offset(pixel: pixel, sampleGroup: sample)
          for entry in first..<first + packed.kept {
            let channel = Int(packed.channelIndices[entry])
            let end = channel * slot.capacity + Int(counts[channel])
            pixels[end] = UInt16(truncatingIfNeeded: place)
            values[end] = packed.values[entry]
            counts[channel] += 1
          }
        }
      }
    }
  }

  /// Overwrites `target` with the inputs that a unit reaches, zeros outside the image.
  private func copy(
    _ input: Tensor, _ unit: PixelUnit, _ block: ChannelBlock, into target: UnsafeMutablePointer<Float>
  ) {
    var target = target
    let top = unit.rows.lowerBound * shape.stride - shape.padding
    for sample in unit.sampleGroups {
      for y in top..<top + shape.reach(of: unit.rows.count) {
        for x in -shape.padding..<shape.reachedColumns - shape.padding {
          if y >= 0, y < shape.inputHeight, x >= 0, x < shape.inputWidth {
            let pixel = (sample * shape.inputHeight + y) * shape.inputWidth + x
            target.update(from: input.pointer + pixel * shape.inputChannels + block.start, count: block.count)
          } else {
            target.update(repeating: 0, count: block.width)
          }
          target += block.width
        }
      }
    }
  }
}

extension ConvolutionShape {
  /// Input rows that `rows` output rows are made of.
  fileprivate func reach(of rows: Int) -> Int { (rows - 1) * stride + kernelHeight }

  /// Input columns that an output row is made of, padding included.
  fileprivate var reachedColumns: Int { (outputWidth - 1) * stride + kernelWidth }
}
