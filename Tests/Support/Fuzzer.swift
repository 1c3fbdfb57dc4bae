import Foundation
import Testing

/// Hands a parser thousands of damaged inputs, made from valid ones by a seed, so that each run is the same.
///
/// A trap ends the test program; the input then lies in the file `input` of its folder under the temporary one.
/// `launch/fuzz`, which runs nothing else, sets `FUZZ_SEED`, and `FUZZ_INPUTS` (10,000 if not set).
public struct Fuzzer {
  private let valid: [[UInt8]]
  private let words: [[UInt8]]
  private var random = SplitMix(
    state: ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 1)

  /// - Parameters:
  ///   - valid: inputs that the parser takes.
  ///   - words: pieces that mean something to it.
  public init(_ valid: [[UInt8]], words: [String] = []) {
    self.valid = valid
    self.words = words.map { Array($0.utf8) }
  }

  /// Calls `parse` with the path of each input: it may take it or throw what `isExpected`, soon, and without taking
  /// much memory.
  public mutating func run(
    _ name: String, isExpected: (any Error) -> Bool, parse: (_ path: String, _ round: Int) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rounds = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) } ?? 10_000
    let folder = try TemporaryFolder()
    let path = folder.path("input")
    let file = open(path, O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    let before = Self.peakMemory()
    var (taken, slowest) = (0, Duration.zero)
    for round in 0..<rounds {
      let input = round < valid.count ? valid[round] : mutated()
      // Never cut to nothing first: ext4 would bring such a file to the disk each time.
      pwrite(file, input, input.count, 0)
      ftruncate(file, off_t(input.count))
      let start = ContinuousClock.now
      do {
        try parse(path, round)
        taken += 1
      } catch {
        #expect(isExpected(error), "\(name), input \(round): \(error)", sourceLocation: sourceLocation)
      }
      slowest = max(slowest, ContinuousClock.now - start)
    }
    #expect(slowest < .seconds(20), "\(name): an input took \(slowest)", sourceLocation: sourceLocation)
    // At least the valid ones are taken, and not everything is.
    #expect((valid.count..<rounds).contains(taken), "\(name): \(taken) taken", sourceLocation: sourceLocation)
    // Otherwise other suites take memory in this process.
    guard ProcessInfo.processInfo.environment["FUZZ_SEED"] != nil else { return }
    let memory = Self.peakMemory() - before
    #expect(memory < 1 << 30, "\(name) took \(memory) bytes", sourceLocation: sourceLocation)
    print(
      "fuzz: \(name): \(rounds) inputs, \(taken) taken, the others refused; slowest \(slowest), "
        + "memory \(memory >> 20) MB"
    )
  }

  /// One of the valid inputs with one to six changes.
  private mutating func mutated() -> [UInt8] {
    var bytes = valid[random.below(valid.count)]
    for _ in 0...random.below(6) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes = valid[random.below(valid.count)] }
    let start = place(in: bytes)
    let end = min(bytes.count, start + 1 + random.below(random.below(4) == 0 ? bytes.count : 8))
    switch random.below(9) {
    case 0: bytes[start] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[start] ^= 1 << UInt8(random.below(8))
    case 2: bytes.removeLast(bytes.count - start)
    case 3: bytes.removeSubrange(start..<end)
    case 4: bytes.insert(contentsOf: bytes[start..<end], at: place(in: bytes))
    case 5:
      bytes.insert(contentsOf: (0...random.below(16)).map { _ in UInt8(truncatingIfNeeded: random.next()) }, at: start)
    case 6: overwriteNumber(&bytes, at: start)
    case 7 where !words.isEmpty:
      bytes.replaceSubrange(start..<min(end, start + random.below(6)), with: words[random.below(words.count)])
    default:
      let other = valid[random.below(valid.count)]
      bytes = Array(bytes[..<start]) + other[min(start, other.count)...]
    }
  }

  /// Half of the changes hit the first bytes, where headers stand.
  private mutating func place(in bytes: [UInt8]) -> Int {
    random.below(random.below(2) == 0 ? min(bytes.count, 128) : bytes.count)
  }

  /// Puts a size where sizes may stand: of 2, 4 or 8 bytes, from either end, at the borders of their ranges.
  private mutating func overwriteNumber(_ bytes: inout [UInt8], at start: Int) {
    let borders: [UInt64] = [
      0, 1, 2, UInt64(bytes.count), 255, 256, 65535, 65536, 1 << 24, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32,
      1 << 62,
      1 << 63 - 1, 1 << 63, .max,
    ]
    let value = borders[random.below(borders.count)] &+ UInt64(random.below(3)) &- 1
    let width = [2, 4, 8][random.below(3)]
    var number = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    if random.below(2) == 0 { number.reverse() }
    let end = min(bytes.count, start + width)
    bytes.replaceSubrange(start..<end, with: number.prefix(end - start))
  }

  private static func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss << 10
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number from 0 to below `limit`.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
