import RegisterTiles

// Tiles for processors with AVX2 and FMA: 16 registers of 8 floats. A name ends in samples x vectors.
// Only functions on raw pointers belong here: any other code would be compiled for this processor too, and the linker
// could choose it for the whole program.

@inline(never)
public func gather8x1(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<8, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather4x2(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<4, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather4x1(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<4, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather2x4(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<4, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather2x2(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather2x1(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather1x4(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<4, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather1x2(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func gather1x1(_ job: GatherJob) {
  gatherTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct8x1(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<8, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct4x2(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<4, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct4x1(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<4, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct2x4(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<4, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct2x2(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func outerProduct2x1(_ job: OuterProductJob) {
  outerProductTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel2x4(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<4, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel2x2(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel2x1(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<2, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel1x8(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<8, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel1x4(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<4, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel1x2(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<2, SIMD8<Float>>>.self, job)
}

@inline(never)
public func panel1x1(_ job: PanelJob) {
  panelTile(FusedMultiplyAdd.self, InlineArray<1, InlineArray<1, SIMD8<Float>>>.self, job)
}

@inline(never)
public func column1x8(_ job: ColumnJob) {
  columnTile(FusedMultiplyAdd.self, InlineArray<8, SIMD8<Float>>.self, job)
}

@inline(never)
public func column1x4(_ job: ColumnJob) {
  columnTile(FusedMultiplyAdd.self, InlineArray<4, SIMD8<Float>>.self, job)
}

@inline(never)
public func column1x2(_ job: ColumnJob) {
  columnTile(FusedMultiplyAdd.self, InlineArray<2, SIMD8<Float>>.self, job)
}

@inline(never)
public func column1x1(_ job: ColumnJob) {
  columnTile(FusedMultiplyAdd.self, InlineArray<1, SIMD8<Float>>.self, job)
}
