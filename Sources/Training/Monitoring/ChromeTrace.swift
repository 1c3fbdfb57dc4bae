import Communication
import Files
import Foundation
import Timing

/// `trace.json`: the spans of all ranks in Chrome's trace format, which Perfetto opens. A rank is a process; its
/// computing thread and its exchange, a bucket a row, stand apart.
struct ChromeTrace {
  struct Event: Encodable {
    var name: String
    /// `X` a span, `b` and `e` the ends of one that may overlap others, `M` a name for people.
    var ph: String
    /// Microseconds.
    var ts: Double?
    var dur: Double?
    var pid: Int
    var tid = 0
    var cat: String?
    /// Tells spans of a rank's exchange apart.
    var id2: [String: String]?
    var args: [String: String]?
  }

  let traceEvents: [Event]

  /// Rank 0's trace of all ranks; nil on the others. Collective.
  ///
  /// - Parameters:
  ///   - computing: this rank's spans of the training thread.
  ///   - exchange: this rank's spans of buckets under way, by their number.
  init?(computing: SpanRecorder, exchange: SpanRecorder?, over communicator: Communicator) throws {
    let offsets = try Self.clockOffsets(communicator)
    let own = Self.numbers(computing) + Self.numbers(exchange)
    guard let all = try communicator.gather(own.withUnsafeBytes { Array($0) }, for: "the trace") else { return nil }
    let ranks = zip(all, offsets).map { Self.spans($0, shiftedBy: $1) }
    let start = ranks.flatMap { $0.map(\.span.start) }.min() ?? 0
    traceEvents = ranks.enumerated().flatMap { rank, spans in
      Self.names(of: rank, host: communicator.hostNames[rank])
        + spans.enumerated().flatMap { Self.events(of: $1, index: $0, rank: rank, start: start) }
    }
  }

  /// Writes the trace whole or not at all.
  /// - Throws: `WritingError`.
  func write(to path: String) throws {
    // A line an event; names as Chrome has them, not as the other files do.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let lines = try traceEvents.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    let file = try WholeFile(path)
    try file.append(Data("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\(lines.joined(separator: ",\n"))\n]}\n".utf8))
    try file.commit()
  }

  /// How many spans, then each as four numbers.
  private static func numbers(_ recorder: SpanRecorder?) -> [Int64] {
    let spans = recorder?.spans ?? []
    return [Int64(spans.count)] + spans.flatMap { [Int64($0.phase.rawValue), Int64($0.number), $0.start, $0.end] }
  }

  private static func spans(
    _ bytes: [UInt8], shiftedBy shift: Int64
  ) -> [(span: SpanRecorder.Span, isExchange: Bool)] {
    let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
    let computing = 1..<1 + 4 * Int(numbers[0])
    let exchange = computing.upperBound + 1..<numbers.count
    return [(computing, false), (exchange, true)].flatMap { range, isExchange in
      stride(from: range.lowerBound, to: range.upperBound, by: 4).map { at in
        let phase = Phase.allCases[Int(numbers[at])]
        let span = SpanRecorder.Span(
          phase: phase, number: Int(numbers[at + 1]), start: numbers[at + 2] + shift, end: numbers[at + 3] + shift)
        return (span, isExchange)
      }
    }
  }

  private static func names(of rank: Int, host: String) -> [Event] {
    [
      Event(name: "process_name", ph: "M", pid: rank, args: ["name": "rank \(rank) on \(host)"]),
      Event(name: "thread_name", ph: "M", pid: rank, args: ["name": "compute"]),
    ]
  }

  private static func events(
    of item: (span: SpanRecorder.Span, isExchange: Bool), index: Int, rank: Int, start: Int64
  ) -> [Event] {
    let from = Double(item.span.start - start) / 1000
    let to = Double(item.span.end - start) / 1000
    let duration = Double(item.span.end - item.span.start) / 1000
    guard item.isExchange else {
      return [Event(name: item.span.phase.name, ph: "X", ts: from, dur: duration, pid: rank)]
    }
    return [("b", from), ("e", to)].map { ph, time in
      Event(
        name: "bucket \(item.span.number)", ph: ph, ts: time, pid: rank, tid: 1, cat: "exchange",
        id2: ["local": "\(index)"])
    }
  }

  /// What to add to each rank's clock, in nanoseconds, to get rank 0's. Ranks of one host have one clock; others read
  /// theirs when they leave a barrier together, and the median of several readings counts. Collective.
  private static func clockOffsets(_ communicator: Communicator) throws -> [Int64] {
    let readings = try (0..<21).map { _ in
      try communicator.barrier(for: "the clocks")
      return try communicator.allgather(Int(MonotonicClock.nanoseconds), for: "the clocks")
    }
    let hosts = communicator.hostNames
    return (0..<communicator.size).map { rank in
      hosts[rank] == hosts[0] ? 0 : Int64(readings.map { $0[0] - $0[rank] }.sorted()[readings.count / 2])
    }
  }
}
