import RegisterTiles

/// The sparse tiles whose factors are rounded to bf16.
public func makeSparseTable() -> SparseTable {
  let table = SparseTable(
    lanes: Vector.scalarCount,
    rounding: RoundingTiles(
      roundValues: { roundValues($0, $1, $2) }, pairEntries: { pairEntries(share: $0) },
      roundWeights: { roundWeights($0, $1, $2) }, pairInputs: { pairInputs($0, $1, $2, $3) }))
  addGatherTiles(to: table)
  addOuterProductTiles(to: table)
  return table
}
