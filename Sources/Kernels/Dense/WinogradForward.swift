import RegisterTiles
import Tensors

/// The forward product of a 3x3 convolution of stride 1 by minimal filtering (`WinogradTiles`): a quarter of the
/// definition's multiply-adds where 4x4 pixels fill the image.
///
/// Weights are transformed by each product: in training they have changed anyway, and to keep them would take four times
/// their memory. A large batch goes through in blocks of patches, each through all steps while it lies in the
/// second-level cache; a batch of few patches goes through as one, and each panel of weights is used while it lies there.
///
/// Relative error 9e-7 with 64 and 2.3e-6 with 512 channels; the definition's in single precision is 3e-7 and 9e-7.
public final class WinogradForward {
  private let shape: ConvolutionShape
  private let context: ComputeContext
  private let tiles: WinogradTiles
  private let layout: WinogradLayout
  /// A pixel outside the image.
  private let zeros: Tensor
  /// For each slot, the addresses of a patch's pixels.
  private let pixels: UnsafeMutablePointer<UnsafePointer<Float>>

  init(shape: ConvolutionShape, tiles: WinogradTiles, context: ComputeContext) {
    self.shape = shape
    self.context = context
    self.tiles = tiles
    layout = WinogradLayout(shape: shape, tiles: tiles, threads: context.threads)
    zeros = Tensor(count: shape.inputChannels)
    pixels = .allocate(capacity: layout.slots * WinogradTiles.positions)
    context.winogradWorkspace.reserve(byteCount: layout.byteCount)
  }

  deinit { pixels.deallocate() }

  /// The product where it is faster than the library's: a rule over the shape, so that runs can be repeated. In single
  /// precision whatever the context's is.
  public static func ifItPays(for shape: ConvolutionShape, context: ComputeContext) -> WinogradForward? {
    guard let tiles = context.tiles.winograd, WinogradLayout.pays(for: shape, precision: context.precision) else {
      return nil
    }
    return WinogradForward(shape: shape, tiles: tiles, context: context)
  }

  /// Overwrites `output` with weights * input + bias.
  public func run(input: Tensor, weights: Tensor, bias: Tensor?, output: Tensor) {
    precondition(
      input.count == shape.inputShape.count && output.count == shape.outputShape.count
        && weights.count == shape.weightCount, "Shapes agree.")
    let storage = context.winogradWorkspace.base.assumingMemoryBound(to: Float.self)
    if layout.blocks == 1 {
      runAtOnce(input, weights, bias, output, storage)
    } else {
      runInBlocks(input, weights, bias, output, storage)
    }
  }

  private func runInBlocks(
    _ input: Tensor, _ weights: Tensor, _ bias: Tensor?, _ output: Tensor, _ storage: UnsafeMutablePointer<Float>
  ) {
    eachPart(of: layout.panels) { slot, panels in
      let scratch = storage + layout.offset(ofSlot: slot)
      for panel in panels { transformWeights(weights, panel: panel, to: storage, scratch: scratch) }
    }
    eachPart(of: layout.blocks) { slot, blocks in
      let transformed = storage + layout.offset(ofSlot: slot)
      for block in blocks {
        let patches = block * layout.blockPatches..<min(layout.patches, (block + 1) * layout.blockPatches)
        for patch in patches { transformInput(input, patch: patch, to: transformed, slot: slot) }
        multiply(patches.count, transformed, weights: storage, panels: 0..<layout.panels)
        for patch in patches { transformOutput(transformed, patch: patch, bias: bias, into: output) }
      }
    }
  }

  private func runAtOnce(
    _ input: Tensor, _ weights: Tensor, _ bias: Tensor?, _ output: Tensor, _ storage: UnsafeMutablePointer<Float>
  ) {
    eachPart(of: layout.patches) { slot, patches in
      for patch in patches { transformInput(input, patch: patch, to: storage, slot: slot) }
    }
    eachPart(of: layout.panels) { slot, panels in
      let transformed = storage + layout.offset(ofSlot: slot)
      for panel in panels {
        // As if the panel were the first of all: its weights alone are kept.
        let scratch = transformed + WinogradTiles.positions * layout.weightPositionStride
        transformWeights(weights, panel: panel, to: transformed, scratch: scratch)
        multiply(layout.patches, storage, weights: transformed, panels: panel..<panel + 1)
      }
    }
    eachPart(of: layout.patches) { _, patches in
      for patch in patches { transformOutput(storage, patch: patch, bias: bias, into: output) }
    }
  }

  /// Calls `body` with each slot and its part of 0..<`count`, all at once.
  private func eachPart(of count: Int, _ body: (_ slot: Int, _ part: Range<Int>) -> Void) {
    let slots = layout.slots
    context.parallel(slots) { slot in body(slot, count * slot / slots..<count * (slot + 1) / slots) }
  }

  private func transformWeights(
    _ weights: Tensor, panel: Int, to transformed: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let first = panel * tiles.width
    tiles.transformWeights(
      WinogradWeightsJob(
        weights: weights.pointer + first * 9 * shape.inputChannels, inputChannels: shape.inputChannels,
        outputChannels: min(tiles.width, shape.outputChannels - first), scratch: scratch,
        transformed: transformed + layout.weightOffset(ofPanel: panel), positionStride: layout.weightPositionStride))
  }

  private func transformInput(
    _ input: Tensor, patch: Int, to transformed: UnsafeMutablePointer<Float>, slot: Int
  ) {
    let (sample, row, column) = layout.place(of: patch)
    let image = input.pointer + sample * shape.inputShape.sampleCount
    let pixels = pixels + slot * WinogradTiles.positions
    let columns = max(0, 1 - column)..<min(6, shape.inputWidth + 1 - column)
    pixels.update(repeating: UnsafePointer(zeros.pointer), count: WinogradTiles.positions)
    for y in max(0, 1 - row)..<min(6, shape.inputHeight + 1 - row) {
      let line = image + ((row + y - 1) * shape.inputWidth + column - 1) * shape.inputChannels
      for x in columns { pixels[y * 6 + x] = UnsafePointer(line + x * shape.inputChannels) }
    }
    tiles.transformInput(
      WinogradInputJob(
        pixels: pixels, channels: shape.inputChannels,
        transformed: transformed + patch % layout.blockPatches * layout.inputStride,
        positionStride: layout.blockPatches * layout.inputStride))
  }

  /// The products of a block's first `patches` patches and the weights of `panels`.
  private func multiply(
    _ patches: Int, _ transformed: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    panels: Range<Int>
  ) {
    let (channels, block) = (shape.inputChannels, layout.blockPatches)
    let rows = (patches + tiles.patches - 1) / tiles.patches * tiles.patches
    for position in 0..<WinogradTiles.positions {
      let input = transformed + position * block * layout.inputStride
      let sums = transformed + layout.sumOffset + position * block * layout.sumStride
      // A panel's rows of so many channels stay in the first-level cache for all patches.
      for first in stride(from: 0, to: channels, by: 256) {
        for panel in panels {
          let panelWeights = weights + layout.weightOffset(ofPanel: panel) + position * layout.weightPositionStride
          tiles.multiply(
            WinogradProductJob(
              input: input + first, inputStride: layout.inputStride, patches: rows,
              channels: min(256, channels - first), weights: panelWeights + first * tiles.width,
              sums: sums + panel * tiles.width, sumStride: layout.sumStride, accumulates: first > 0))
        }
      }
    }
  }

  private func transformOutput(
    _ transformed: UnsafeMutablePointer<Float>, patch: Int, bias: Tensor?, into output: Tensor
  ) {
    let (sample, row, column) = layout.place(of: patch)
    let (channels, rowStride) = (shape.outputChannels, shape.outputWidth * shape.outputChannels)
    tiles.transformOutput(
      WinogradOutputJob(
        sums: transformed + layout.sumOffset + patch % layout.blockPatches * layout.sumStride,
        positionStride: layout.blockPatches * layout.sumStride, channels: channels, bias: bias?.pointer,
        output: output.pointer + sample * shape.outputShape.sampleCount + row * rowStride + column * channels,
        rowStride: rowStride, rows: min(4, shape.outputHeight - row), columns: min(4, shape.outputWidth - column)))
  }
}
