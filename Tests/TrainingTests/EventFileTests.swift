import Foundation
import TestSupport
import Testing

@testable import Training

/// If these fail, TensorBoard shows nothing, or stops at a record that it takes for damaged.
@Suite struct EventFileTests {
  @Test func theChecksumIsCastagnolis() {
    // RFC 3720, appendix B.4, and the catalogues' check value.
    #expect(CyclicRedundancyCheck.value(of: Data("123456789".utf8)) == 0xE306_9283)
    #expect(CyclicRedundancyCheck.value(of: Data(repeating: 0, count: 32)) == 0x8A91_36AA)
  }

  @Test func recordsAreFramedAndAContinuedRunVoidsWhatItDoesAgain() throws {
    let folder = try TemporaryFolder()
    try EventFile(folder: folder.path("new"), host: "h", continuingAfter: 0)
      .append([("loss", 2.5), ("rate", 0.1)], step: 300)
    try EventFile(folder: folder.path("again"), host: "h", continuingAfter: 7).append([], step: 8)

    let new = try records(in: folder.path("new"))
    #expect(new.count == 2)
    #expect(String(decoding: new[0], as: UTF8.self).hasSuffix("brain.Event:2"))
    // After the wall time: step 300 as a varint, then the summary's two values.
    var expected: [UInt8] = [0x10, 0xAC, 0x02, 0x2A, 26]
    expected += [0x0A, 11, 0x0A, 4] + Array("loss".utf8) + [0x15, 0, 0, 0x20, 0x40] as [UInt8]
    expected += [0x0A, 11, 0x0A, 4] + Array("rate".utf8) + [0x15, 0xCD, 0xCC, 0xCC, 0x3D] as [UInt8]
    #expect(Array(new[1].dropFirst(9)) == expected)
    let again = try records(in: folder.path("again"))
    #expect(Array(again[1].dropFirst(9)) == [0x10, 8, 0x3A, 2, 0x08, 1], "A session that starts at step 8.")
  }

  /// Python 3 with TensorBoard, as `SDGP_TENSORBOARD_PYTHON` or on PATH.
  private static let python: String? = {
    let named = ProcessInfo.processInfo.environment["SDGP_TENSORBOARD_PYTHON"] ?? "python3"
    return (try? run([named, "-c", "import tensorboard"]))?.code == 0 ? named : nil
  }()

  private static func run(_ command: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, FileHandle.nullDevice)
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  /// A run that was continued: steps 1 to 4, then again from 3.
  @Test(.enabled(if: python != nil, "python3 has no tensorboard; set SDGP_TENSORBOARD_PYTHON to one that has"))
  func tensorBoardsOwnReaderReadsThem() throws {
    let folder = try TemporaryFolder()
    let first = try EventFile(folder: folder.path, host: "h", continuingAfter: 0)
    for step in 1...4 { try first.append([("train/loss", Double(step)), ("time/forward", 0.5)], step: step) }
    let second = try EventFile(folder: folder.path, host: "h", continuingAfter: 2)
    for step in 3...5 { try second.append([("train/loss", 10 * Double(step))], step: step) }
    let script = """
      import sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1]).Reload()
      print(sorted(events.Tags()["scalars"]))
      print([(e.step, e.value) for e in events.Scalars("train/loss")])
      """
    let read = try Self.run([try #require(Self.python), "-c", script, folder.path])
    #expect(
      read.output == """
        ['time/forward', 'train/loss']
        [(1, 1.0), (2, 2.0), (3, 30.0), (4, 40.0), (5, 50.0)]

        """)
  }

  /// The events of the folder's only file, their frames checked.
  private func records(in folder: String) throws -> [Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let file = try #require(names.first)
    var rest = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
    var records: [Data] = []
    while rest.count >= 16 {
      let length = Data(rest.prefix(8))
      let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
      let event = Data(rest.dropFirst(12).prefix(count))
      #expect(Data(rest.dropFirst(8).prefix(4)) == Data(littleEndian: CyclicRedundancyCheck.masked(length)))
      #expect(
        Data(rest.dropFirst(12 + count).prefix(4)) == Data(littleEndian: CyclicRedundancyCheck.masked(event)))
      records.append(event)
      rest = rest.dropFirst(16 + count)
    }
    #expect(rest.isEmpty)
    return records
  }
}
