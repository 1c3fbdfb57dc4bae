import XXHash

/// A 128-bit checksum of bytes, made at memory speed.
///
/// XXH3 128 by libxxhash: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
public struct Checksum: Hashable, Sendable {
  /// The canonical representation: 16 bytes, the highest first.
  public let bytes: [UInt8]

  /// Takes in bytes piece by piece.
  public final class Builder {
    private let state: OpaquePointer

    public init() {
      guard let state = XXH3_createState() else { preconditionFailure("There is memory for a checksum.") }
      self.state = state
      XXH3_128bits_reset(state)
    }

    deinit { XXH3_freeState(state) }

    public func add(_ bytes: UnsafeRawBufferPointer) { XXH3_128bits_update(state, bytes.baseAddress, bytes.count) }

    public var checksum: Checksum { Checksum(XXH3_128bits_digest(state)) }
  }

  public init(of bytes: UnsafeRawBufferPointer) { self.init(XXH3_128bits(bytes.baseAddress, bytes.count)) }

  /// The checksum whose canonical representation is `bytes`, 16 of them.
  public init(canonical bytes: [UInt8]) {
    precondition(bytes.count == 16, "A checksum has 16 bytes.")
    self.bytes = bytes
  }

  private init(_ hash: XXH128_hash_t) {
    bytes = [hash.high64, hash.low64].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
  }

  /// `xxh3:` and 32 hexadecimal digits.
  public var text: String {
    let digits = Array("0123456789abcdef")
    return "xxh3:" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
