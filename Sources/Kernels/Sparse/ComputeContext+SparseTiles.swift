import RegisterTiles
import Tensors

extension ComputeContext {
  /// The tiles of an input gradient: in bf16 where that is the precision and every run of a packed row has pairs of entries.
  func inputGradientTiles(for shape: ConvolutionShape, pruning: Pruning) -> SparseTiles {
    if let bFloat16Tiles, PackedRuns(shape: shape, pruning: pruning).fixed != nil,
      pruning.kept(of: shape.outputChannelsPerGroup) % 2 == 0
    {
      return bFloat16Tiles.tiles(share: pruning.share)
    }
    return tiles.sparse.tiles(share: pruning.share)
  }

  /// The tiles of a weight gradient: in bf16 where that is the precision and samples, which make its pairs, share patterns.
  func weightGradientTiles(for pruning: Pruning) -> SparseTiles {
    (pruning.share > 1 ? bFloat16Tiles : nil)?.tiles(share: pruning.share) ?? tiles.sparse.tiles(share: pruning.share)
  }
}
