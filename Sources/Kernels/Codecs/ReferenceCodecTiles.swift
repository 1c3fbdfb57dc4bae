import RegisterTiles

/// The codecs' loops as plain definitions, one value after the other, with which the compiled ones are compared.
public enum ReferenceCodecTiles: CodecTiles {
  public static func encodeBFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int
  ) {
    for index in 0..<count { target[index] = bfloat16(source[index]) }
  }

  /// The nearest of the two neighbours in bfloat16, the even one in the middle.
  private static func bfloat16(_ value: Float) -> UInt16 {
    let upper = UInt16(value.bitPattern >> 16)
    let lower = value.bitPattern & 0xFFFF
    if value.isNaN { return upper | 0x40 }
    let roundsUp = lower > 0x8000 || lower == 0x8000 && upper % 2 == 1
    return roundsUp ? upper + 1 : upper
  }

  public static func decodeBFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { target[index] = Float(bitPattern: UInt32(source[index]) << 16) }
  }

  public static func addBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += Float(bitPattern: UInt32(source[index]) << 16) }
  }

  public static func encodeFloat16(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, scale: Float
  ) {
    for index in 0..<count { target[index] = Float16(source[index] * scale).bitPattern }
  }

  public static func decodeFloat16(
    _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, scale: Float
  ) {
    for index in 0..<count { target[index] = Float(Float16(bitPattern: source[index])) * scale }
  }

  public static func addFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += Float(Float16(bitPattern: source[index])) }
  }

  public static func add(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] += source[index] }
  }

  public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    // Sixteen running sums over the whole sixteens, added in order, then the rest.
    var sums = [Float](repeating: 0, count: 16)
    for index in 0..<count / 16 * 16 { sums[index % 16] += a[index] * b[index] }
    var result = sums.reduce(0, +)
    for index in count / 16 * 16..<count { result += a[index] * b[index] }
    return result
  }

  public static func add(
    _ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { target[index] += source[index] * factor }
  }
}
