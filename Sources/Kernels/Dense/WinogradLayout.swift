import RegisterTiles
import Tensors

/// How a convolution by minimal filtering is cut into patches, and where its operands lie in the workspace.
///
/// A slot is what one thread has for itself. Each of these has 36 positions:
///
/// | | before the slots | in each slot |
/// | --- | --- | --- |
/// | several blocks | the weights: [panel][input channel][output channel] | a block's patches: [patch][input channel], products: [patch][output channel] |
/// | one block | its patches and products | one panel's weights, and room to transpose |
struct WinogradLayout {
  private let patchRows: Int
  private let patchColumns: Int
  /// Patches of the whole batch.
  let patches: Int
  /// Patches that pass through all steps together.
  let blockPatches: Int
  let blocks: Int
  let slots: Int
  let panels: Int
  /// In floats, between two positions of the transformed weights.
  let weightPositionStride: Int
  /// In floats, between two patches before the products, and after.
  let inputStride: Int
  let sumStride: Int
  private let panelCount: Int
  private let transpositionCount: Int

  /// A batch of so many patches is one block.
  private static let fewPatches = 96

  init(shape: ConvolutionShape, tiles: WinogradTiles, threads: Int) {
    patchRows = (shape.outputHeight + 3) / 4
    patchColumns = (shape.outputWidth + 3) / 4
    patches = shape.batch * patchRows * patchColumns
    panels = (shape.outputChannels + tiles.width - 1) / tiles.width
    // A cache line more, or positions of many patches would fall into the same few sets of a cache.
    inputStride = (shape.inputChannels + 15) / 16 * 16 + 16
    sumStride = (panels * tiles.width + 15) / 16 * 16 + 16
    // 24 of 64 channels fill the second-level cache; the more channels, the more patches a loaded weight has to serve.
    let wanted = patches <= Self.fewPatches ? patches : inputStride + sumStride > 384 ? 48 : 24
    blockPatches = (wanted + tiles.patches - 1) / tiles.patches * tiles.patches
    blocks = (patches + blockPatches - 1) / blockPatches
    slots = blocks == 1 ? threads : min(threads, blocks)
    panelCount = shape.inputChannels * tiles.width
    weightPositionStride = blocks == 1 ? panelCount + 16 : panels * panelCount
    transpositionCount = 9 * WinogradWeightsJob.transposedChannels * tiles.width
  }

  /// Where a block's products begin, counted from its patches.
  var sumOffset: Int { WinogradTiles.positions * blockPatches * inputStride }

  /// Where a panel's weights begin, counted from the first one that is kept.
  func weightOffset(ofPanel panel: Int) -> Int { blocks == 1 ? 0 : panel * panelCount }

  func offset(ofSlot slot: Int) -> Int {
    let weights = WinogradTiles.positions * weightPositionStride
    let block = sumOffset + WinogradTiles.positions * blockPatches * sumStride
    return blocks == 1
      ? block + slot * (weights + transpositionCount) : weights + slot * max(block, transpositionCount)
  }

  /// The whole workspace.
  var byteCount: Int { offset(ofSlot: slots) * MemoryLayout<Float>.stride }

  /// The sample of a patch and its first output pixel.
  func place(of patch: Int) -> (sample: Int, row: Int, column: Int) {
    let (sample, place) = patch.quotientAndRemainder(dividingBy: patchRows * patchColumns)
    return (sample, place / patchColumns * 4, place % patchColumns * 4)
  }

  /// Whether minimal filtering is faster than the definition.
  ///
  /// In multiply-adds of a pair of channels; transforming a patch of one channel, on either side, takes as long as 700
  /// of them, transforming a pair's weights 1,000, as measured with AVX2 on ResNets' layers.
  static func pays(for shape: ConvolutionShape, precision: Precision) -> Bool {
    guard
      shape.kernelHeight == 3, shape.kernelWidth == 3, shape.stride == 1, shape.padding == 1, shape.groups == 1
    else { return false }
    let patches = Double(shape.batch * ((shape.outputHeight + 3) / 4) * ((shape.outputWidth + 3) / 4))
    let transforms = 700 * (1 / Double(shape.inputChannels) + 1 / Double(shape.outputChannels))
    let dense = 9 * Double(shape.batch * shape.outputShape.pixels) * DenseCost(for: shape, precision: precision).forward
    return patches * (36 + transforms) + 1000 < 0.9 * dense
  }
}
