/// Keeps channels drawn at random, each equally likely.
public enum RandomRule: TileRule {
  @inlinable @inline(__always) public static var isRandom: Bool { true }
}
