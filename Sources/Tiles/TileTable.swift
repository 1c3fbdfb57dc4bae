import RegisterTiles

/// The tiles of this module's instruction set.
public func makeTileTable() -> TileTable {
  let table = TileTable(
    lanes: Vector.scalarCount, codecs: Codecs.self, momentum: { updateByMomentum($0, $1, $2, $3, $4, $5) },
    adam: { updateByAdam($0, $1, $2, $3, $4, $5) }, squaredNorm: { squaredNorm($0, $1) },
    elementwise: { $0.run() }, { $0.run() }, { $0.run() }, { $0.run() }, { $0.run() }, { $0.run() }, { $0.run() },
    { $0.run() })
  table.setPruning(
    prune: { prune($0) }, computeFactors: { computeFactors($0) }, rescale: { rescaleRows($0, $1, $2, $3, $4, $5, $6) })
  addWinogradTiles(to: table)
  addPanelProducts(to: table)
  addGatherTiles(to: table.sparse)
  addOuterProductTiles(to: table.sparse)
  addColumnTiles(to: table.sparse)
  return table
}
