import CVectors
import RegisterTiles

/// Adds the loops of 3x3 convolutions by minimal filtering.
func addWinogradTiles(to table: TileTable) {
  #if AVX512  // 32 registers
    typealias Sums = InlineArray<12, InlineArray<2, Vector>>
  #elseif AVX2  // 16 registers
    typealias Sums = InlineArray<6, InlineArray<2, Vector>>
  #else
    typealias Sums = InlineArray<4, InlineArray<2, Vector>>
  #endif
  table.setWinograd(
    WinogradTiles(
      patches: Sums.count, width: 2 * Vector.scalarCount, transformWeights: { transformWinogradWeights($0) },
      transformInput: { transformWinogradInput($0) }, multiply: { multiply(Sums.self, $0) },
      transformOutput: { transformWinogradOutput($0) }))
}

/// The product of patches and a panel, `patches` at a time; sums stay in registers over all channels of the job.
@inline(__always)
private func multiply<let patches: Int>(
  _ shape: InlineArray<patches, InlineArray<2, Vector>>.Type, _ job: WinogradProductJob
) {
  let lanes = Vector.scalarCount
  for first in stride(from: 0, to: job.patches, by: patches) {
    let input = job.input + first * job.inputStride
    let target = job.sums + first * job.sumStride
    var sums = InlineArray<patches, InlineArray<2, Vector>>(repeating: .init(repeating: .zero))
    if job.accumulates {
      for p in 0..<patches { for j in 0..<2 { sums[p][j] = .load(target + p * job.sumStride + j * lanes) } }
    }
    let pairs = job.channels / 2
    for pair in 0..<pairs {
      // Two channels after each other: where the patches lie is found once for both.
      addChannel(2 * pair, of: input, job, to: &sums)
      addChannel(2 * pair + 1, of: input, job, to: &sums)
    }
    if 2 * pairs < job.channels { addChannel(2 * pairs, of: input, job, to: &sums) }
    for p in 0..<patches { for j in 0..<2 { sums[p][j].store(target + p * job.sumStride + j * lanes) } }
  }
}

@inline(__always)
private func addChannel<let patches: Int>(
  _ channel: Int, of input: UnsafePointer<Float>, _ job: WinogradProductJob,
  to sums: inout InlineArray<patches, InlineArray<2, Vector>>
) {
  let row = job.weights + channel * 2 * Vector.scalarCount
  let (near, far) = (Vector.load(row), Vector.load(row + Vector.scalarCount))
  for p in 0..<patches {
    let value = Vector(repeating: input[p * job.inputStride + channel])
    sums[p][0] = multiplyAdd(value, near, sums[p][0])
    sums[p][1] = multiplyAdd(value, far, sums[p][1])
  }
}
