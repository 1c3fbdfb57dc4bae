import XXHash

/// A 128-bit checksum of bytes, made at memory speed.
///
/// XXH3 128 by libxxhash: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
public struct Checksum: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

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

  /// The checksum whose canonical representation stands at `bytes`.
  public init(canonicalAt bytes: UnsafeRawPointer) {
    high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  private init(_ hash: XXH128_hash_t) { (high, low) = (hash.high64, hash.low64) }

  /// The canonical representation: 16 bytes, the highest first.
  public var bytes: [UInt8] { [high, low].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } } }

  /// `xxh3:` and 32 hexadecimal digits.
  public var text: String {
    "xxh3:" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
