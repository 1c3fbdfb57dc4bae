import RegisterTiles

/// A 16-bit number format that gradients travel in.
public enum SixteenBitFormat: Sendable {
  /// fp32's exponent and 8 bits of precision.
  case bfloat16
  /// IEEE half precision. Gradients are multiplied by 1024 on the way: a half has no numbers between 0 and 6e-8, where
  /// many mean gradients lie, and none above 65504, which an element of a mean gradient times 1024 does not reach.
  case float16

  private static let scale: Float = 1024

  /// target[i] = source[i] rounded to nearest, ties to even; beyond the range it becomes an infinity.
  public func encode(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, tiles: any CodecTiles.Type
  ) {
    switch self {
    case .bfloat16: tiles.encodeBFloat16(source, target, count)
    case .float16: tiles.encodeFloat16(source, target, count, scale: Self.scale)
    }
  }

  /// target[i] = source[i]
  public func decode(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, tiles: any CodecTiles.Type
  ) {
    switch self {
    case .bfloat16: tiles.decodeBFloat16(source, target, count)
    case .float16: tiles.decodeFloat16(source, target, count, scale: 1 / Self.scale)
    }
  }

  /// target[i] = the sum of sources[s][i] in fp32, in the order of the sources, rounded once.
  ///
  /// `target` may be one of the sources.
  public func sum(
    _ sources: UnsafeBufferPointer<UnsafePointer<UInt16>>, into target: UnsafeMutablePointer<UInt16>, _ count: Int,
    tiles: any CodecTiles.Type
  ) {
    // Piece by piece, so that the running sum stays in the fastest cache.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2048) { sum in
      let sum = sum.baseAddress!
      var first = 0
      while first < count {
        let length = min(2048, count - first)
        sum.update(repeating: 0, count: length)
        for source in sources {
          switch self {
          case .bfloat16: tiles.addBFloat16(source + first, sum, length)
          case .float16: tiles.addFloat16(source + first, sum, length)
          }
        }
        switch self {
        case .bfloat16: tiles.encodeBFloat16(sum, target + first, length)
        case .float16: tiles.encodeFloat16(sum, target + first, length, scale: 1)
        }
        first += length
      }
    }
  }
}
