/// Prunes and packs a run with the tiles of one vector: quads where the pattern has them, the rest group by group.
///
/// Returns a sum that is finite unless a value of the run is not.
@inlinable @inline(__always)
public func pruneRun<Vector: QuadVector>(_ run: PruningRun, _ vector: Vector.Type) -> Float {
  switch run.share {
  case 1: pruneRun(run, InlineArray<1, Vector>.self)
  case 2: pruneRun(run, InlineArray<2, Vector>.self)
  case 4: pruneRun(run, InlineArray<4, Vector>.self)
  default: pruneRun(run, InlineArray<8, Vector>.self)
  }
}

@inlinable @inline(__always)
func pruneRun<Vector: QuadVector, let share: Int>(
  _ run: PruningRun, _ vectors: InlineArray<share, Vector>.Type
) -> Float {
  switch run.rule {
  case 0: pruneRun(run, vectors, MagnitudeTileRule.self)
  case 1: pruneRun(run, vectors, RandomTileRule.self)
  case 2: pruneRun(run, vectors, RescaledTileRule.self)
  default: pruneRun(run, vectors, UnbiasedTileRule.self)
  }
}

@inlinable @inline(__always)
func pruneRun<Vector: QuadVector, Rule: TileRule, let share: Int>(
  _ run: PruningRun, _ vectors: InlineArray<share, Vector>.Type, _ rule: Rule.Type
) -> Float {
  let blockWidth = Vector.scalarCount * (share < 4 ? 4 / share : 1)
  let whole = run.channels / blockWidth * blockWidth
  var checksum: Float = 0
  var done = whole
  switch (run.nonzeros, run.groupSize) {
  case (2, 4): checksum = pruneQuads(run, vectors, TwoOfFour.self, rule, channels: whole)
  case (1, 4): checksum = pruneQuads(run, vectors, OneOfFour.self, rule, channels: whole)
  case (1, 2) where !Rule.isUnbiased:
    checksum = pruneQuads(run, vectors, OneOfTwo.self, rule, channels: whole)
  default: done = 0
  }
  return done < run.channels ? checksum + pruneGroups(run, vectors, rule, from: done) : checksum
}
