import RegisterTiles

/// The plain scalar definitions of what has no definition beside its caller, as pruning and sparse products have.
func makeReferenceTable() -> TileTable {
  TileTable(
    lanes: 1, codecs: ReferenceCodecTiles.self, momentum: referenceMomentum, adam: referenceAdam,
    squaredNorm: referenceSquaredNorm, elementwise: { $0.runScalar() }, { $0.runScalar() }, { $0.runScalar() },
    { $0.runScalar() }, { $0.runScalar() }, { $0.runScalar() }, { $0.runScalar() }, { $0.runScalar() })
}

private func referenceMomentum(
  _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
  _ count: Int, _ factors: MomentumFactors, _ nesterov: Bool
) {
  let factor = factors.momentum
  for index in 0..<count {
    let slope = factors.gradientScale * (gradient[index] + factors.weightDecay * value[index])
    momentum[index] = factor * momentum[index] + slope
    value[index] -= factors.learningRate * (nesterov ? slope + factor * momentum[index] : momentum[index])
  }
}

private func referenceAdam(
  _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>, _ count: Int, _ factors: AdamFactors
) {
  for index in 0..<count {
    let slope = gradient[index]
    first[index] += (slope - first[index]) * (1 - factors.firstDecay)
    second[index] = factors.secondDecay * second[index] + slope * slope * (1 - factors.secondDecay)
    let step = first[index] / (second[index].squareRoot() * factors.correction + factors.epsilon)
    value[index] = factors.shrink * value[index] - factors.rate * step
  }
}

/// Sums of every sixteenth square of a block of 4,096 values, added in double precision; then the rest one by one.
private func referenceSquaredNorm(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
  var total = 0.0
  let whole = count / 16 * 16
  for block in stride(from: 0, to: whole, by: 4096) {
    var sums = [Float](repeating: 0, count: 16)
    for index in block..<min(block + 4096, whole) { sums[index % 16] += values[index] * values[index] }
    for sum in sums { total += Double(sum) }
  }
  for index in whole..<count { total += Double(values[index]) * Double(values[index]) }
  return total
}
