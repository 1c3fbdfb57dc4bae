/// Keeps spans of one thread for a trace, as many as there is room for. Nothing is allocated after creation.
public final class SpanRecorder {
  /// What ran from when to when, by `MonotonicClock`.
  public struct Span: Equatable, Sendable {
    public var phase: Phase
    /// Which of several of its kind, as a bucket; 0 for one alone.
    public var number: Int
    public var start: Int64
    public var end: Int64

    public init(phase: Phase, number: Int, start: Int64, end: Int64) {
      (self.phase, self.number, self.start, self.end) = (phase, number, start, end)
    }
  }

  public private(set) var spans: [Span] = []
  /// Whether spans are kept now.
  public var isRecording = true
  private let capacity: Int

  /// - Parameter capacity: how many spans are kept; later ones are lost.
  public init(capacity: Int) {
    self.capacity = capacity
    spans.reserveCapacity(capacity)
  }

  public func record(_ phase: Phase, number: Int = 0, start: Int64, end: Int64) {
    guard isRecording, spans.count < capacity else { return }
    spans.append(Span(phase: phase, number: number, start: start, end: end))
  }
}
