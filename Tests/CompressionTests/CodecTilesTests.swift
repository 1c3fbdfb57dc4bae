import Compression
import Kernels
import RegisterTiles
import Testing

/// The instruction sets of this processor.
let selections: [KernelSelection] = KernelSelection.allCases.filter {
  $0 != .auto && $0 != .reference && (try? ComputeContext(kernels: $0)) != nil
}

/// Values of both signs and many sizes below 2, ties, zeros and subnormals among them.
func testValues(_ count: Int, seed: UInt64 = 1) -> [Float] {
  (0..<count).map { index in
    let bits = splitMix(seed &+ UInt64(index))
    switch bits % 16 {
    case 0: return 0
    case 1: return Float(bits >> 8 & 3) - 1
    case 2: return Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 9) & 0x007F_FFFF)
    case 3: return Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 9) & 0xBFFF_8000)
    default: return (Float(bits >> 40) / Float(1 << 24) - 0.5) * 0.01
    }
  }
}

func isSame(_ a: [Float], _ b: [Float]) -> Bool { a.map(\.bitPattern) == b.map(\.bitPattern) }

@Suite struct CodecTilesTests {
  static let counts = [0, 1, 15, 16, 17, 31, 33, 64, 1000, 4099]

  @Test("Every instruction set converts to 16 bits and back as the definition does", arguments: selections, counts)
  func sixteenBits(kernels: KernelSelection, count: Int) {
    let values = testValues(count) + [.infinity, -.infinity, .greatestFiniteMagnitude, 70000]
    for format in [SixteenBitFormat.bfloat16, .float16] {
      func roundTrip(_ tiles: any CodecTiles.Type) -> ([UInt16], [Float]) {
        var encoded = [UInt16](repeating: 0, count: values.count)
        var decoded = [Float](repeating: 0, count: values.count)
        format.encode(values, &encoded, values.count, tiles: tiles)
        format.decode(encoded, &decoded, values.count, tiles: tiles)
        return (encoded, decoded)
      }
      let (encoded, decoded) = roundTrip(kernels.codecTiles)
      let (expectedCode, expected) = roundTrip(ReferenceCodecTiles.self)
      #expect(encoded == expectedCode)
      #expect(isSame(decoded, expected))
    }
  }

  @Test("A NaN stays a NaN, so that a broken gradient is seen", arguments: selections)
  func notANumber(kernels: KernelSelection) {
    let values = [Float](repeating: Float(bitPattern: 0x7F80_0001), count: 20)
    for format in [SixteenBitFormat.bfloat16, .float16] {
      var encoded = [UInt16](repeating: 0, count: 20)
      var decoded = [Float](repeating: 0, count: 20)
      format.encode(values, &encoded, 20, tiles: kernels.codecTiles)
      format.decode(encoded, &decoded, 20, tiles: kernels.codecTiles)
      #expect(decoded.allSatisfy { $0.isNaN })
    }
  }

  @Test("Rounding to 16 bits is off by half a unit at most")
  func precision() {
    let values = testValues(4000).filter { $0.magnitude > 1e-4 && $0.magnitude < 60 }
    for (format, bits) in [(SixteenBitFormat.bfloat16, 8), (.float16, 11)] {
      var encoded = [UInt16](repeating: 0, count: values.count)
      var decoded = [Float](repeating: 0, count: values.count)
      format.encode(values, &encoded, values.count, tiles: ReferenceCodecTiles.self)
      format.decode(encoded, &decoded, values.count, tiles: ReferenceCodecTiles.self)
      for (value, result) in zip(values, decoded) {
        #expect((value - result).magnitude <= value.magnitude / Float(1 << bits))
      }
    }
  }

  @Test("Sums of 16-bit numbers are made in fp32, in order, and rounded once", arguments: selections)
  func sums(kernels: KernelSelection) {
    let count = 5000
    for format in [SixteenBitFormat.bfloat16, .float16] {
      var sources: [[UInt16]] = []
      for source in 0..<3 {
        var encoded = [UInt16](repeating: 0, count: count)
        format.encode(testValues(count, seed: UInt64(source * 7777)), &encoded, count, tiles: kernels.codecTiles)
        sources.append(encoded)
      }
      var result = [UInt16](repeating: 0, count: count)
      sources[0].withUnsafeBufferPointer { first in
        sources[1].withUnsafeBufferPointer { second in
          sources[2].withUnsafeBufferPointer { third in
            [first.baseAddress!, second.baseAddress!, third.baseAddress!].withUnsafeBufferPointer {
              format.sum($0, into: &result, count, tiles: kernels.codecTiles)
            }
          }
        }
      }
      for index in 0..<count {
        func float(_ bits: UInt16) -> Float {
          switch format {
          case .bfloat16: Float(bitPattern: UInt32(bits) << 16)
          case .float16: Float(Float16(bitPattern: bits))
          }
        }
        let sum = sources.reduce(Float(0)) { $0 + float($1[index]) }
        var expected: UInt16 = 0
        switch format {
        case .bfloat16: ReferenceCodecTiles.encodeBFloat16([sum], &expected, 1)
        case .float16: expected = Float16(sum).bitPattern
        }
        #expect(result[index] == expected)
      }
    }
  }

  @Test("Products with a matrix have the definition's bits on every instruction set", arguments: selections, counts)
  func products(kernels: KernelSelection, count: Int) {
    let a = testValues(count, seed: 3)
    let b = testValues(count, seed: 4)
    let tiles = kernels.codecTiles
    #expect(tiles.dot(a, b, count).bitPattern == ReferenceCodecTiles.dot(a, b, count).bitPattern)
    var (sum, expected) = (b, b)
    tiles.add(a, times: 0.37, to: &sum, count)
    ReferenceCodecTiles.add(a, times: 0.37, to: &expected, count)
    #expect(isSame(sum, expected))
    tiles.add(a, &sum, count)
    ReferenceCodecTiles.add(a, &expected, count)
    #expect(isSame(sum, expected))
  }
}
