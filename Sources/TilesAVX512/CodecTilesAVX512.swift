import RegisterTiles

/// The codecs' loops for vectors of 512 bits (x86-64-v4).
public enum CodecTilesAVX512: CodecTiles {
  public static func encodeBFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int
  ) {
    RegisterTiles.encodeBFloat16(source, target, count)
  }

  public static func decodeBFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    RegisterTiles.decodeBFloat16(source, target, count)
  }

  public static func addBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    RegisterTiles.addBFloat16(source, target, count)
  }

  public static func encodeFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, scale: Float
  ) {
    RegisterTiles.encodeFloat16(source, target, count, scale: scale)
  }

  public static func decodeFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, scale: Float
  ) {
    RegisterTiles.decodeFloat16(source, target, count, scale: scale)
  }

  public static func addFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    RegisterTiles.addFloat16(source, target, count)
  }

  public static func add(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    RegisterTiles.add(source, target, count)
  }

  public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    RegisterTiles.dot(a, b, count)
  }

  public static func add(
    _ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    RegisterTiles.add(source, times: factor, to: target, count)
  }

  public static func selectLargest(
    _ values: UnsafePointer<Float>, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let kept = largestMask(values + block * 16 * groupSize, nonzeros: nonzeros, groupSize: groupSize)
      storeMask(kept, groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
    }
  }

  public static func selectRandom(
    key: UInt32, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let blockKey = draw(key, UInt32(truncatingIfNeeded: block))
      let kept = randomMask(key: blockKey, nonzeros: nonzeros, groupSize: groupSize)
      storeMask(kept, groupSize: groupSize, at: mask + block * maskBytes(groupSize: groupSize))
    }
  }

  public static func take(
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

  public static func place(
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
