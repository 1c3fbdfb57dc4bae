import RegisterTiles

/// Adds the weight gradient tiles of patterns that no samples share. Of each share the widest comes first.
func addColumnTiles(to table: SparseTable) {
  table.addColumn(vectors: 8) { column(InlineArray<8, Vector>.self, $0) }
  table.addColumn(vectors: 4) { column(InlineArray<4, Vector>.self, $0) }
  table.addColumn(vectors: 2) { column(InlineArray<2, Vector>.self, $0) }
  table.addColumn(vectors: 1) { column(InlineArray<1, Vector>.self, $0) }
}

/// The weight gradient of `columns` vectors of input channels from patterns that nobody shares.
///
/// A row of the panel stays in registers for all pixels of its list; their inputs come from the first-level cache.
///
///     for each output channel, for each pixel of its list:   panel[channel][j] += value * inputs[pixel][j]
@inline(__always)
private func column<let columns: Int>(
  _ shape: InlineArray<columns, Vector>.Type, _ job: ColumnJob
) {
  let lanes = Vector.scalarCount
  var output = job.outputs.lowerBound
  while output < job.outputs.upperBound {
    let row = UnsafeMutableRawPointer(job.panel + output * (columns * lanes)).assumingMemoryBound(to: Vector.self)
    var sums = InlineArray<columns, Vector>(repeating: .zero)
    for j in 0..<columns { sums[j] = row[j] }
    let pixels = job.pixels + output * job.capacity
    let values = job.values + output * job.capacity
    for entry in 0..<Int(job.counts[output]) {
      let inputs = UnsafeRawPointer(job.inputs + Int(pixels[entry]) * (columns * lanes))
        .assumingMemoryBound(to: Vector.self)
      let value = Vector(repeating: values[entry])
      for j in 0..<columns { sums[j] = multiplyAdd(value, inputs[j], sums[j]) }
    }
    for j in 0..<columns { row[j] = sums[j] }
    output += 1
  }
}
