import CVectors
import RegisterTiles

func roundValues(_ values: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  eachVector(values, target, count) { $0 }
}

func pairEntries(share: Int) -> RoundingTiles.RoundValues {
  switch share {
  case 1: { roundValues($0, $1, $2) }  // entries lie side by side as they are
  case 2: { eachVector($0, $1, $2) { pairRunsOf2($0) } }
  case 4: { eachVector($0, $1, $2) { pairRunsOf4($0) } }
  default: { eachVector($0, $1, $2) { pairRunsOf8($0) } }
  }
}

/// A row of 16 as it is, of others each 32 with runs of four of the lower and of the upper half in turn (`GatherTile`).
func roundWeights(_ weights: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ width: Int) {
  if width == Vector.scalarCount {
    let halves = rounded(Vector.load(weights), .zero)
    for lane in 0..<width / factorsPerLane { target[lane] = halves[lane] }
  } else {
    eachVector(weights, target, width) { alternatingFours($0) }
  }
}

func pairInputs(
  _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
) {
  for channel in stride(from: 0, to: count, by: Vector.scalarCount) {
    let lanes = min(Vector.scalarCount, count - channel)
    zippedFactors(.load(first + channel, lanes: lanes), .load(second + channel, lanes: lanes)).store(target + channel)
  }
}

/// Rounds 32 floats at a time and lays them down as `arranged` says.
@inline(__always)
private func eachVector(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int, arranged: (Vector) -> Vector
) {
  let lanes = Vector.scalarCount
  for first in stride(from: 0, to: count, by: 2 * lanes) {
    arranged(rounded(Vector.load(source + first), Vector.load(source + first + lanes))).store(target + first / 2)
  }
}
