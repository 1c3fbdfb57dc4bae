import RegisterTiles

// Only functions on raw pointers belong here, as in SparseTiles.swift.

/// Prunes and packs a run; returns a sum that is finite unless a value of the run is not.
@inline(never)
public func prune(_ run: PruningRun) -> Float { pruneRun(run, SIMD16<Float>.self) }

/// Overwrites the factors of a group of samples.
@inline(never)
public func factors(_ rescaling: Rescaling) { computeFactors(rescaling, SIMD16<Float>.self) }

/// Multiplies the values of rows by the factors of their channels and samples.
@inline(never)
public func rescale(
  _ values: UnsafeMutablePointer<Float>, _ numbers: UnsafePointer<UInt16>, _ kept: Int, _ rows: Int, _ rowStride: Int,
  _ factors: UnsafePointer<Float>, _ share: Int
) {
  rescaleRows(
    values, numbers, kept: kept, rows: rows, rowStride: rowStride, factors: factors, share: share, SIMD16<Float>.self)
}
