import RegisterTiles

/// The codecs' loops: plain ones, which the compiler turns into vectors of the instruction set.
enum Codecs: CodecTiles {
  static func encodeBFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int
  ) {
    for index in 0..<count { target[index] = bfloat16Bits(source[index]) }
  }

  static func decodeBFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { target[index] = float(bfloat16Bits: source[index]) }
  }

  static func addBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += float(bfloat16Bits: source[index]) }
  }

  static func encodeFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, scale: Float
  ) {
    for index in 0..<count { target[index] = Float16(source[index] * scale).bitPattern }
  }

  static func decodeFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, scale: Float
  ) {
    for index in 0..<count { target[index] = Float(Float16(bitPattern: source[index])) * scale }
  }

  static func addFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += Float(Float16(bitPattern: source[index])) }
  }

  static func add(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += source[index] }
  }

  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    // Sixteen sums side by side, on every instruction set alike.
    var sums = SIMD16<Float>(repeating: 0)
    let whole = count & ~15
    var index = 0
    while index < whole {
      let first = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
      let second = UnsafeRawPointer(b + index).loadUnaligned(as: SIMD16<Float>.self)
      sums += first * second
      index += 16
    }
    var result: Float = 0
    for lane in 0..<16 { result += sums[lane] }
    while index < count {
      result += a[index] * b[index]
      index += 1
    }
    return result
  }

  static func add(
    _ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { target[index] += source[index] * factor }
  }

  static func selectLargest(
    _ values: UnsafePointer<Float>, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let kept = largestMask(values + block * 16 * groupSize, nonzeros: nonzeros, groupSize: groupSize)
      storeMask(kept, groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
    }
  }

  static func selectRandom(
    key: UInt32, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let blockKey = draw(key, UInt32(truncatingIfNeeded: block))
      let kept = randomMask(key: blockKey, nonzeros: nonzeros, groupSize: groupSize)
      storeMask(kept, groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
    }
  }

  static func take(
    _ values: UnsafeMutablePointer<Float>, _ mask: UnsafeRawPointer, _ target: UnsafeMutablePointer<UInt16>,
    blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let kept = loadMask(groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
      takeGroups(
        values + block * 16 * groupSize, kept, target + block * 16 * nonzeros, nonzeros: nonzeros,
        groupSize: groupSize)
    }
  }

  static func place(
    _ source: UnsafePointer<UInt16>, _ mask: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>, blocks: Int,
    nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let kept = loadMask(groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
      placeGroups(
        source + block * 16 * nonzeros, kept, values + block * 16 * groupSize, nonzeros: nonzeros,
        groupSize: groupSize)
    }
  }
}

/// `value` in bfloat16, rounded to nearest, ties to even; a NaN stays a NaN.
@inline(__always)
func bfloat16Bits(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let rounded = (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16
  let quietNaN = (bits >> 16) | 0x40
  return UInt16(truncatingIfNeeded: bits & 0x7FFF_FFFF > 0x7F80_0000 ? quietNaN : rounded)
}

/// The value of a bfloat16.
@inline(__always)
func float(bfloat16Bits bits: UInt16) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16) }
