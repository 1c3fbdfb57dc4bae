import RegisterTiles
import Tensors

/// The values of a packed gradient, rounded to bf16 for the tiles of one product.
final class RoundedValues {
  private let workspace: Workspace
  private let round: RoundingTiles.RoundValues
  private let context: ComputeContext

  /// Pixels that are rounded at once: their values come to a multiple of 32.
  private static let pixels = 16

  /// Uses the context's storage, whose content lasts until the next product rounds its own.
  init(shape: TensorShape, pruning: Pruning, context: ComputeContext, round: @escaping RoundingTiles.RoundValues) {
    self.context = context
    self.round = round
    workspace = context.roundedWorkspace
    let entries = shape.pixels * PackedGradient.pixelStride(of: shape, pruning: pruning)
    workspace.reserve(byteCount: entries * pruning.share * MemoryLayout<UInt16>.stride + 64)
  }

  /// Overwrites the storage with the values of `packed`; returns words of two values each.
  func fill(from packed: PackedGradient) -> UnsafePointer<Float> {
    let (values, words) = (packed.values, workspace.base.assumingMemoryBound(to: Float.self))
    let (pixels, valuesOfPixel) = (packed.shape.pixels, packed.pixelStride * packed.share)
    context.parallel((pixels + Self.pixels - 1) / Self.pixels) { part in
      let first = part * Self.pixels
      let count = min(Self.pixels, pixels - first) * valuesOfPixel
      round(values + first * valuesOfPixel, words + first * valuesOfPixel / 2, count)
    }
    return UnsafePointer(words)
  }
}
