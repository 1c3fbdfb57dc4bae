import CVectors
import RegisterTiles

/// Adds the tiles of dense weight gradients, the widest first.
func addPanelProducts(to table: TileTable) {
  #if AVX2  // 12 sums, 3 inputs and a gradient are the 16 registers
    table.addPanelProduct(vectors: 3) { panelProduct(InlineArray<4, InlineArray<3, Vector>>.self, $0) }
    table.addPanelProduct(vectors: 2) { panelProduct(InlineArray<4, InlineArray<2, Vector>>.self, $0) }
    table.addPanelProduct(vectors: 1) { panelProduct(InlineArray<4, InlineArray<1, Vector>>.self, $0) }
  #endif
}

/// The dense weight gradient of some output channels x `columns` vectors of input channels.
///
/// Sums stay in registers over all pixels; inputs come from the first-level cache.
@inline(__always)
private func panelProduct<let outputs: Int, let columns: Int>(
  _ shape: InlineArray<outputs, InlineArray<columns, Vector>>.Type, _ job: PanelProductJob
) {
  let lanes = Vector.scalarCount
  var sums = InlineArray<outputs, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
  for run in 0..<job.runs {
    var gradients = job.gradients + run * job.gradientStride
    var inputs = job.inputs + run * job.inputStride
    for _ in 0..<job.pixels {
      var row = InlineArray<columns, Vector>(repeating: .zero)
      for j in 0..<columns { row[j] = .load(inputs + j * lanes) }
      for output in 0..<outputs {
        let gradient = Vector(repeating: gradients[output])
        for j in 0..<columns { sums[output][j] = multiplyAdd(gradient, row[j], sums[output][j]) }
      }
      gradients += outputs
      inputs += columns * lanes
    }
  }
  for output in 0..<outputs where output < job.rows {
    for j in 0..<columns {
      let place = job.panel + (output * columns + j) * lanes
      (Vector.load(place) + sums[output][j]).store(place)
    }
  }
}
