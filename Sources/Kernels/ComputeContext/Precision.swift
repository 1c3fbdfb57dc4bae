import COneDNN

/// What the products of a network multiply. Their sums, and everything else, are in single precision.
public enum Precision: String, CaseIterable, Codable, Sendable {
  case fp32
  /// Rounded to 8 significant bits on the way into a product.
  case bf16

  /// Whether this processor has instructions for such products; without them they would be slower than `fp32`.
  public var isSupported: Bool { self == .fp32 || onednn_has_bf16() }

  /// Whether this processor multiplies whole tiles of it (AMX), several times as fast as vectors of `fp32`.
  public var hasTileProducts: Bool { self == .bf16 && onednn_has_amx() }
}
