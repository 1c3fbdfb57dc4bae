/// The loops of the gradient codecs. Each tile module conforms with loops compiled for its instruction set; the
/// bits are the same for all.
public protocol CodecTiles: Sendable {
  /// target[i] = bfloat16(source[i]), rounded to nearest, ties to even.
  static func encodeBFloat16(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int)
  /// target[i] = source[i]
  static func decodeBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int)
  /// target[i] += source[i]
  static func addBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int)

  /// target[i] = half(source[i] * scale), rounded to nearest, ties to even.
  static func encodeFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, scale: Float)
  /// target[i] = source[i] * scale
  static func decodeFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, scale: Float)
  /// target[i] += source[i]
  static func addFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int)

  /// target[i] += source[i]
  static func add(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int)
  /// The sum of a[i] * b[i].
  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float
  /// target[i] += source[i] * factor
  static func add(
    _ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int)

  /// The largest `nonzeros` magnitudes of each group of `blocks` blocks (see GroupMasks).
  static func selectLargest(
    _ values: UnsafePointer<Float>, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int)
  /// `nonzeros` values of each group at random, as a function of `key` and the block's number.
  static func selectRandom(
    key: UInt32, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int)
  /// Moves what `mask` names from `values` to `target` in bfloat16; the rest stays, rounding errors included.
  static func take(
    _ values: UnsafeMutablePointer<Float>, _ mask: UnsafeRawPointer, _ target: UnsafeMutablePointer<UInt16>,
    blocks: Int, nonzeros: Int, groupSize: Int)
  /// Writes `source` to the places that `mask` names, and zeros elsewhere.
  static func place(
    _ source: UnsafePointer<UInt16>, _ mask: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>, blocks: Int,
    nonzeros: Int, groupSize: Int)
}

/// Bytes of a block's mask.
@inlinable @inline(__always)
public func maskBytes(groupSize: Int) -> Int { groupSize <= 4 ? 8 : groupSize <= 8 ? 16 : groupSize <= 16 ? 32 : 64 }
