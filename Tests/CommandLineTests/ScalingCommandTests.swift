import Foundation
import TestSupport
import Testing

/// If these fail, whoever asks what a cluster would bring gets no answer, or one that is not what the formulas say.
@Suite struct ScalingCommandTests {
  private struct Figures: Decodable {
    struct Row: Decodable {
      let codec: String
      let ranks: Int
      let bytes: Double
      let messages: Int
      let milliseconds: Double

      enum CodingKeys: String, CodingKey {
        case codec, ranks, messages
        case bytes = "bytes_sent"
        case milliseconds = "dense_ms"
      }
    }
    let rows: [Row]
  }

  private static let small = [
    "bench", "scaling", "--model", "digits-cnn", "--batch-size", "8", "--image-size", "16", "--rounds", "1",
  ]

  @Test func everyCodecIsWorkedOutForEveryNumberOfRanks() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      Self.small + ["--ranks", "6", "--gbit", "0.01", "--latency-us", "50", "--json", folder.path("figures.json")])
    #expect(program.exitCode == 0 && program.errors.isEmpty, "\(program.errors)")
    let rows = try JSONDecoder().decode(
      Figures.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path("figures.json")))
    ).rows
    for codec in ["none", "bf16", "fp16", "nm", "powersgd"] {
      let own = rows.filter { $0.codec == codec }
      #expect(own.map(\.ranks) == [1, 2, 4, 6])
      #expect(own[0].bytes == 0 && own[0].messages == 0)
      // A link this slow is what a step waits for, and more so with every rank.
      #expect(zip(own, own.dropFirst()).allSatisfy { $0.milliseconds < $1.milliseconds }, "\(codec)")
      #expect(program.output.contains(codec))
    }
    let bytes = Dictionary(uniqueKeysWithValues: rows.filter { $0.ranks == 4 }.map { ($0.codec, $0.bytes) })
    #expect(bytes["none"] == 2 * (bytes["bf16"] ?? 0) && bytes["bf16"] == bytes["fp16"])
  }

  @Test(arguments: [
    (["--gbit", "0"], "--gbit"), (["--latency-us", "-1"], "--latency-us"), (["--ranks", "0"], "--ranks"),
    (["--share", "3"], "share"), (["--compress-nonzeros", "4"], "--compress-nonzeros"),
  ])
  func whatMakesNoSenseIsRefused(options: [String], says: String) throws {
    let program = try Program(Self.small + options)
    #expect(program.exitCode == 78 && program.ownErrors.count == 1, "\(program.errors)")
    #expect(program.errors.contains(says))
  }

  @Test func severalRanksAreRefused() throws {
    let program = try Program(Self.small, ranks: 2)
    #expect(program.exitCode == 78 && program.ownErrors.count == 1, "\(program.errors)")
    #expect(program.errors.contains("without mpirun"))
  }
}
