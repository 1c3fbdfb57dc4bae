/// Keeps the largest magnitudes, then multiplies each (sample, channel) plane by sum |G| / sum |P(G)| over its pixels.
public enum RescaledRule: TileRule {
  @inlinable @inline(__always) public static var isRescaled: Bool { true }
}
