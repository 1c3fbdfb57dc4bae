/// What the first steps took, for `auto`. The very first step warms up and does not count.
struct StepMeasurements {
  /// Steps that are measured.
  static let count = 3

  private var computeSeconds: [Double] = []
  private var windowSeconds: [Double] = []
  private var start: ContinuousClock.Instant?
  private var last: (exposed: Double, window: Double)?
  private var isWarm = false

  var areEnough: Bool { computeSeconds.count == Self.count }

  /// Seconds of a step besides waiting for sums.
  var compute: Double { computeSeconds.sorted()[Self.count / 2] }

  /// Seconds from the first finished bucket to the end of backward.
  var window: Double { windowSeconds.sorted()[Self.count / 2] }

  mutating func beginStep() {
    guard !areEnough else { return }
    let now = ContinuousClock.now
    if let start, let last {
      if isWarm {
        computeSeconds.append((now - start) / .seconds(1) - last.exposed)
        windowSeconds.append(last.window)
      }
      isWarm = true
    }
    start = now
    last = nil
  }

  mutating func finishStep(exposed: Double, window: Double) { last = (exposed, window) }
}
