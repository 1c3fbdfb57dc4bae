import Files
import Foundation

/// Reads `metrics.jsonl` line by line. A last line without its end is one that is being written, or never was.
struct MetricsFile {
  private struct Line: Decodable {
    var step: Int?
    var epoch: Int?
    var loss: Double?
    var samplesPerSecond: Double?
    var testAccuracy: Double?
    var testLoss: Double?
    var time: Double?

    private enum CodingKeys: String, CodingKey {
      case step, epoch, loss, time
      case samplesPerSecond = "samples_per_second"
      case testAccuracy = "test_accuracy"
      case testLoss = "test_loss"
    }
  }

  private static let largestFile = 1 << 28
  private static let longestLine = 1 << 16

  private let batchSize: Double?
  private let decoder = JSONDecoder()
  private var steps: [RunMetrics.Step] = []
  private var last: (step: Int, epoch: Int)?
  private var evaluations: [(RunMetrics.Evaluation, recorded: Double?, derived: Double?)] = []
  /// When the run began, by the first line's time.
  private var start: Double?
  private var derived: Double? = 0

  /// - Parameter batchSize: samples of a step, from which durations follow where lines carry no time.
  /// - Throws: `ReadingError`, with the place of a line that is none.
  static func read(_ path: String, batchSize: Double?) throws(ReadingError) -> RunMetrics {
    var file = MetricsFile(batchSize: batchSize)
    try file.readLines(of: ReadableFile(path))
    return file.metrics
  }

  private init(batchSize: Double?) { self.batchSize = batchSize }

  private mutating func readLines(of file: ReadableFile) throws(ReadingError) {
    guard file.size <= Self.largestFile else {
      throw ReadingError(
        file.path, "has \(file.size) bytes, expected \(Self.largestFile) at most", hint: "leave this run out")
    }
    var (rest, position) = ([UInt8](), 0)
    while position < file.size {
      let part = try file.bytes(position..<min(file.size, position + 1 << 20))
      position += part.count
      rest += part
      var lineStart = 0
      while let end = rest[lineStart...].firstIndex(of: 0x0A) {
        let place = position - rest.count + lineStart
        try take(rest[lineStart..<end], path: file.path, position: place)
        lineStart = end + 1
      }
      rest.removeFirst(lineStart)
      guard rest.count <= Self.longestLine else { throw Self.noLine(file.path, position - rest.count) }
    }
  }

  private static func noLine(_ path: String, _ position: Int) -> ReadingError {
    ReadingError(
      path, position: position, "is not a line of a run's metrics", hint: "restore it, or leave this run out")
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>, path: String, position: Int) throws(ReadingError) {
    guard bytes.count <= Self.longestLine, let line = try? decoder.decode(Line.self, from: Data(bytes)) else {
      throw Self.noLine(path, position)
    }
    guard let step = line.step else { return }
    if let loss = line.loss {
      steps.append(RunMetrics.Step(step: Double(step), loss: loss))
      last = (step, line.epoch ?? 0)
      let duration = duration(line)
      if let time = line.time, start == nil { start = time - (duration ?? 0) }
      derived = derived.flatMap { before in duration.map { before + $0 } }
    }
    if let accuracy = line.testAccuracy, let loss = line.testLoss {
      let evaluation = RunMetrics.Evaluation(epoch: Double(line.epoch ?? 0), accuracy: accuracy, loss: loss)
      evaluations.append((evaluation, line.time, derived))
    }
  }

  private func duration(_ line: Line) -> Double? {
    guard let batchSize, let rate = line.samplesPerSecond, rate > 0 else { return nil }
    return (batchSize / rate).plausible
  }

  private var metrics: RunMetrics {
    var metrics = RunMetrics()
    metrics.last = last
    metrics.stepsPerPoint = max(1, (steps.count + RunMetrics.mostPoints - 1) / RunMetrics.mostPoints)
    metrics.steps = stride(from: 0, to: steps.count, by: metrics.stepsPerPoint).map { index in
      let part = steps[index..<min(steps.count, index + metrics.stepsPerPoint)]
      let mean = part.reduce(0) { $0 + $1.loss } / Double(part.count)
      return RunMetrics.Step(step: part[part.endIndex - 1].step, loss: mean)
    }
    metrics.clock = clock
    let every = max(1, (evaluations.count + RunMetrics.mostPoints - 1) / RunMetrics.mostPoints)
    // Counted from the last one, which tells where the run stands.
    let kept = evaluations.enumerated().filter { (evaluations.count - 1 - $0.offset) % every == 0 }.map(\.element)
    metrics.evaluations = kept.map { evaluation, recorded, derived in
      var evaluation = evaluation
      switch metrics.clock {
      case .recorded: evaluation.seconds = recorded.flatMap { time in start.map { max(0, time - $0) } }
      case .derived: evaluation.seconds = derived
      case .unknown: break
      }
      return evaluation
    }
    return metrics
  }

  private var clock: RunMetrics.Clock {
    if evaluations.isEmpty { return .unknown }
    if start != nil, evaluations.allSatisfy({ $0.recorded != nil }) { return .recorded }
    return steps.isEmpty || evaluations.contains { $0.derived == nil } ? .unknown : .derived
  }
}

extension Double {
  /// The number itself where a chart can show it; nil for what is not finite or absurd.
  var plausible: Double? { isFinite && abs(self) < 1e15 ? self : nil }
}
