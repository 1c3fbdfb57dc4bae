import Compression
import Kernels
import RegisterTiles
import Testing

@Suite struct NMSparsificationTests {
  static let extents = [
    (1, 2), (1, 3), (2, 4), (1, 4), (3, 4), (2, 5), (1, 8), (4, 8), (7, 8), (2, 16), (8, 16), (5, 17), (16, 32),
    (31, 32),
  ]
  static let counts = [1, 16, 63, 64, 65, 999, 4096]

  /// A tensor's way through the codec.
  struct RoundTrip: Equatable {
    var mask: [UInt8]
    var sent: [UInt16]
    var left: [UInt32]
    var placed: [UInt32]
  }

  static func roundTrip(
    _ layout: NMSparsification, _ values: [Float], randomKey: UInt32?, tiles: any CodecTiles.Type
  ) -> RoundTrip {
    var accumulated = values + [Float](repeating: 0, count: layout.paddedCount - values.count)
    var mask = [UInt8](repeating: 0, count: layout.maskByteCount)
    var sent = [UInt16](repeating: 0, count: layout.valueCount)
    var placed = [Float](repeating: 7, count: layout.count)
    if let randomKey {
      layout.selectRandom(key: randomKey, &mask, tiles: tiles)
    } else {
      layout.selectLargest(accumulated, &mask, tiles: tiles)
    }
    layout.take(&accumulated, mask, &sent, tiles: tiles)
    layout.place(sent, mask, &placed, tiles: tiles)
    return RoundTrip(
      mask: mask, sent: sent, left: accumulated.prefix(layout.count).map(\.bitPattern), placed: placed.map(\.bitPattern)
    )
  }

  @Test("Every instruction set chooses, takes and places as the definition does", arguments: selections, extents)
  func matchesDefinition(kernels: KernelSelection, extent: (Int, Int)) {
    for count in Self.counts {
      let layout = NMSparsification(count: count, nonzeros: extent.0, groupSize: extent.1)
      let values = testValues(count, seed: UInt64(count))
      for key in [nil, UInt32(12345)] {
        let result = Self.roundTrip(layout, values, randomKey: key, tiles: kernels.codecTiles)
        let expected = Self.roundTrip(layout, values, randomKey: key, tiles: ReferenceCodecTiles.self)
        #expect(result == expected)
      }
    }
  }

  @Test("What was sent and what is left make the gradient: nothing is lost", arguments: extents)
  func conservation(extent: (Int, Int)) {
    for count in Self.counts {
      let layout = NMSparsification(count: count, nonzeros: extent.0, groupSize: extent.1)
      let values = testValues(count)
      let result = Self.roundTrip(layout, values, randomKey: nil, tiles: ReferenceCodecTiles.self)
      for index in 0..<count {
        // Both parts are differences of neighbouring numbers, so the sum is exact.
        #expect(Float(bitPattern: result.placed[index]) + Float(bitPattern: result.left[index]) == values[index])
      }
    }
  }

  @Test("A leader's mask keeps the N largest of each group")
  func keepsLargest() {
    let layout = NMSparsification(count: 640, nonzeros: 2, groupSize: 4)
    let values = (0..<640).map { Float(splitMix(UInt64($0)) % 1000) + 1 }
    let result = Self.roundTrip(layout, values, randomKey: nil, tiles: ReferenceCodecTiles.self)
    for block in 0..<10 {
      for group in 0..<16 {
        let indices = (0..<4).map { block * 64 + $0 * 16 + group }
        let kept = indices.filter { result.placed[$0] != 0 }
        #expect(kept.count == 2)
        let smallest = kept.map { values[$0] }.min()!
        #expect(indices.filter { !kept.contains($0) }.allSatisfy { values[$0] <= smallest })
      }
    }
  }

  @Test("A random mask keeps each value equally often", arguments: [(1, 4), (2, 4), (3, 8), (4, 32)])
  func randomIsUniform(extent: (Int, Int)) {
    let (nonzeros, groupSize) = extent
    let layout = NMSparsification(count: 16 * groupSize * 2000, nonzeros: nonzeros, groupSize: groupSize)
    let values = [Float](repeating: 1, count: layout.count)
    let result = Self.roundTrip(layout, values, randomKey: 99, tiles: ReferenceCodecTiles.self)
    for k in 0..<groupSize {
      var kept = 0
      for block in 0..<2000 {
        for group in 0..<16 where result.placed[block * 16 * groupSize + k * 16 + group] != 0 { kept += 1 }
      }
      let share = Double(kept) / 32_000
      #expect(abs(share - Double(nonzeros) / Double(groupSize)) < 0.02)
    }
  }
}
