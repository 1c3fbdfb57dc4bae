/// What connects a rank with the next.
public struct Link: Sendable {
  public let bytesPerSecond: Double
  /// Of a message, however small.
  public let latencySeconds: Double

  public init(gigabitsPerSecond: Double, latencyMicroseconds: Double) {
    bytesPerSecond = gigabitsPerSecond * 1e9 / 8
    latencySeconds = latencyMicroseconds / 1e6
  }
}
