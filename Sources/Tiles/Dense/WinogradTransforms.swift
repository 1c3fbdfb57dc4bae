import CVectors
import RegisterTiles

/// Transforms the weights of a panel: U = G g G^T for each pair of channels.
func transformWinogradWeights(_ job: WinogradWeightsJob) {
  let lanes = Vector.scalarCount
  let width = 2 * lanes
  let block = WinogradWeightsJob.transposedChannels
  var columns = InlineArray<18, Vector>(repeating: .zero)
  for first in stride(from: 0, to: job.inputChannels, by: block) {
    let count = min(block, job.inputChannels - first)
    transpose(job, first: first, count: count, width: width)
    for channel in 0..<count {
      for vector in 0..<2 {
        let taps = job.scratch + channel * 9 * width + vector * lanes
        for x in 0..<3 {
          let column = weightPoints(
            .load(taps + x * width), .load(taps + (3 + x) * width), .load(taps + (6 + x) * width))
          for y in 0..<6 { columns[y * 3 + x] = column[y] }
        }
        let target = job.transformed + (first + channel) * width + vector * lanes
        for y in 0..<6 {
          let row = weightPoints(columns[y * 3], columns[y * 3 + 1], columns[y * 3 + 2])
          for x in 0..<6 { row[x].store(target + (y * 6 + x) * job.positionStride) }
        }
      }
    }
  }
}

/// Brings the output channels of so many input channels side by side: [input channel][tap][output channel].
@inline(__always)
private func transpose(_ job: WinogradWeightsJob, first: Int, count: Int, width: Int) {
  for output in 0..<width {
    for tap in 0..<9 {
      let source = job.weights + (output * 9 + tap) * job.inputChannels + first
      let target = job.scratch + tap * width + output
      // The next channels of a tap lie too far from those of the tap before for the processor to foresee.
      prefetch(source + WinogradWeightsJob.transposedChannels)
      for channel in 0..<count { target[channel * 9 * width] = output < job.outputChannels ? source[channel] : 0 }
    }
  }
}

/// Transforms a patch of input pixels: V = B^T d B for each channel.
func transformWinogradInput(_ job: WinogradInputJob) {
  var columns = InlineArray<36, Vector>(repeating: .zero)
  for channel in stride(from: 0, to: job.channels, by: Vector.scalarCount) {
    for x in 0..<6 {
      let column = inputPoints(
        .load(job.pixels[x] + channel), .load(job.pixels[6 + x] + channel), .load(job.pixels[12 + x] + channel),
        .load(job.pixels[18 + x] + channel), .load(job.pixels[24 + x] + channel), .load(job.pixels[30 + x] + channel))
      for y in 0..<6 { columns[y * 6 + x] = column[y] }
    }
    for y in 0..<6 {
      let row = inputPoints(
        columns[y * 6], columns[y * 6 + 1], columns[y * 6 + 2], columns[y * 6 + 3], columns[y * 6 + 4],
        columns[y * 6 + 5])
      for x in 0..<6 { row[x].store(job.transformed + (y * 6 + x) * job.positionStride + channel) }
    }
  }
}

/// Transforms a patch's products into its output pixels: A^T m A for each channel, and the bias.
func transformWinogradOutput(_ job: WinogradOutputJob) {
  let lanes = Vector.scalarCount
  var columns = InlineArray<24, Vector>(repeating: .zero)
  for channel in stride(from: 0, to: job.channels, by: lanes) {
    for x in 0..<6 {
      let sums = job.sums + x * job.positionStride + channel
      let row = 6 * job.positionStride
      let column = outputPixels(
        .load(sums), .load(sums + row), .load(sums + 2 * row), .load(sums + 3 * row), .load(sums + 4 * row),
        .load(sums + 5 * row))
      for y in 0..<4 { columns[y * 6 + x] = column[y] }
    }
    let present = min(lanes, job.channels - channel)
    let bias = job.bias.map { Vector.load($0 + channel, lanes: present) } ?? .zero
    for y in 0..<job.rows {
      let row = outputPixels(
        columns[y * 6], columns[y * 6 + 1], columns[y * 6 + 2], columns[y * 6 + 3], columns[y * 6 + 4],
        columns[y * 6 + 5])
      let output = job.output + y * job.rowStride + channel
      for x in 0..<job.columns { (row[x] + bias).store(output + x * job.channels, lanes: present) }
    }
  }
}

// The points are 0, ±√½, ±√2 and infinity: with 0, ±1, ±2 and infinity the result's error is twice as large, since
// the powers of 2 spread the summands more widely than those of √2.

/// Three taps at the six points: G g.
@inline(__always)
private func weightPoints(_ a: Vector, _ b: Vector, _ c: Vector) -> InlineArray<6, Vector> {
  let near = multiplyAdd(a, .init(repeating: -2 / 3), c * (-1 / 3))
  let far = multiplyAdd(a, .init(repeating: 1 / 6), c * (1 / 3))
  let (nearOdd, farOdd) = (Vector(repeating: halfRoot * 2 / 3), Vector(repeating: root / 6))
  return [
    a, multiplyAdd(-nearOdd, b, near), multiplyAdd(nearOdd, b, near), multiplyAdd(farOdd, b, far),
    multiplyAdd(-farOdd, b, far), c,
  ]
}

/// Six pixels at the six points: B^T d.
@inline(__always)
private func inputPoints(
  _ d0: Vector, _ d1: Vector, _ d2: Vector, _ d3: Vector, _ d4: Vector, _ d5: Vector
) -> InlineArray<6, Vector> {
  let (half, two, sum) = (Vector(repeating: -0.5), Vector(repeating: -2), Vector(repeating: -2.5))
  let (near, nearOdd) = (multiplyAdd(two, d2, d4), multiplyAdd(two, d1, d3))
  let (far, farOdd) = (multiplyAdd(half, d2, d4), multiplyAdd(half, d1, d3))
  let (nearPoint, farPoint) = (Vector(repeating: halfRoot), Vector(repeating: root))
  return [
    multiplyAdd(sum, d2, d0 + d4), multiplyAdd(nearPoint, nearOdd, near), multiplyAdd(-nearPoint, nearOdd, near),
    multiplyAdd(farPoint, farOdd, far), multiplyAdd(-farPoint, farOdd, far), multiplyAdd(sum, d3, d1 + d5),
  ]
}

/// Four pixels from the products at the six points: A^T m.
@inline(__always)
private func outputPixels(
  _ m0: Vector, _ m1: Vector, _ m2: Vector, _ m3: Vector, _ m4: Vector, _ m5: Vector
) -> InlineArray<4, Vector> {
  let (near, nearOdd, far, farOdd) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4)
  return [
    m0 + near + far, multiplyAdd(.init(repeating: root), farOdd, nearOdd * halfRoot),
    multiplyAdd(.init(repeating: 2), far, near * 0.5),
    multiplyAdd(.init(repeating: 2 * root), farOdd, multiplyAdd(.init(repeating: halfRoot / 2), nearOdd, m5)),
  ]
}

private let halfRoot: Float = 0.707_106_781
private let root: Float = 1.414_213_562
