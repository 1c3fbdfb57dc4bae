import Foundation
import TestSupport
import Testing

/// If these fail, bad input ends in a stack trace, a hang or the wrong exit code, and scripts cannot rely on the
/// program.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    let arguments: [String]
    let exitCode: Int32
    let says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case(arguments: ["train", "--no-such-option"], exitCode: 64, says: "no-such-option"),
    Case(arguments: ["train", "--prune", "fancy"], exitCode: 64, says: "fancy"),
    Case(arguments: ["train", "--epochs", "many"], exitCode: 64, says: "many"),
    Case(arguments: ["dance"], exitCode: 64, says: "the subcommands are train, "),
    Case(arguments: ["trian"], exitCode: 64, says: "Did you mean 'train'?"),
    Case(arguments: ["data", "pck"], exitCode: 64, says: "Did you mean 'pack'?; see sdgp-dist data --help"),
    Case(arguments: ["train", "--compress", "powersdg"], exitCode: 64, says: "Did you mean 'powersgd'?"),
    Case(arguments: ["train", "--augment", "flip,crop,translate"], exitCode: 64, says: "in place of translate"),
    Case(arguments: ["train", "--learning-rate", "-0.1"], exitCode: 78, says: "--learning-rate must be zero or"),
    Case(arguments: ["train", "--batch-size", "1"], exitCode: 78, says: "--batch-size"),
    Case(arguments: ["train", "--nonzeros", "4"], exitCode: 78, says: "4 of every 4"),
    Case(arguments: ["train", "--share", "3"], exitCode: 78, says: "3"),
    Case(arguments: ["train", "--model", "mlp", "--test-image-size", "10"], exitCode: 78, says: "fc1"),
    Case(arguments: ["train", "--first-image-size", "6"], exitCode: 78, says: "--image-size"),
    Case(arguments: ["train", "--image-size", "2147483648"], exitCode: 78, says: "--image-size"),
    Case(arguments: ["train", "--epochs", "9223372036854775807"], exitCode: 78, says: "--epochs"),
    Case(arguments: ["train", "--accumulate", "2147483647"], exitCode: 78, says: "--accumulate"),
    Case(arguments: ["train", "--threads", "100000"], exitCode: 78, says: "--threads"),
    Case(arguments: ["bench", "step", "--threads", "2147483647"], exitCode: 78, says: "--threads"),
    Case(arguments: ["evaluate", "--weights", "x", "--threads", "100000"], exitCode: 78, says: "--threads"),
    Case(arguments: ["evaluate", "--weights", "x", "--stall-seconds", "inf"], exitCode: 78, says: "--stall-seconds"),
    Case(arguments: ["train", "--bucket-megabytes", "nan"], exitCode: 78, says: "--bucket-megabytes"),
    Case(arguments: ["train", "--peak-epoch", "inf"], exitCode: 78, says: "--peak-epoch"),
    Case(arguments: ["train", "--warmup-epochs", "nan"], exitCode: 78, says: "--warmup-epochs"),
    Case(arguments: ["train", "--warmup-epochs", "2"], exitCode: 78, says: "does nothing with --schedule cyclic"),
    Case(arguments: ["train", "--peak-epoch", "3", "--epochs", "2"], exitCode: 78, says: "--peak-epoch 3"),
    Case(arguments: ["train", "--epochs", "1", "--batch-size", "9999"], exitCode: 78, says: "nothing would"),
    Case(arguments: ["train", "--milestones", "3,2", "--schedule", "step"], exitCode: 78, says: "--milestones 3,2"),
    Case(arguments: ["train", "--gamma", "0.5"], exitCode: 78, says: "--gamma do nothing with --schedule cyclic"),
    Case(arguments: ["train", "--clip-norm", "0"], exitCode: 78, says: "--clip-norm"),
    Case(arguments: ["train", "--ema-decay", "1"], exitCode: 78, says: "--ema-decay"),
    Case(arguments: ["train", "--nesterov", "--optimizer", "adamw"], exitCode: 78, says: "--nesterov"),
    Case(arguments: ["train", "--output", ""], exitCode: 78, says: "--output"),
    Case(arguments: ["data", "make", "shapes", ""], exitCode: 74, says: "empty"),
    Case(arguments: ["data", "make", "digits", ""], exitCode: 74, says: "empty"),
    Case(arguments: ["bench", "kernels", "--batch-size", "9223372036854775807"], exitCode: 78, says: "--batch-size"),
    Case(arguments: ["bench", "step", "--image-size", "-1"], exitCode: 78, says: "--image-size"),
    Case(arguments: ["bench", "step", "--image-size", "0"], exitCode: 78, says: "--image-size"),
    Case(arguments: ["train", "--data", "/nonexistent"], exitCode: 65, says: "/nonexistent"),
    Case(arguments: ["train", "--init", "/nonexistent.safetensors"], exitCode: 65, says: "/nonexistent.safetensors"),
    Case(arguments: ["train", "--config", "/nonexistent.yaml"], exitCode: 65, says: "/nonexistent.yaml"),
    Case(arguments: ["train", "--output", "/proc/no"], exitCode: 74, says: "/proc/no"),
  ]

  @Test(arguments: cases, [1, 3]) func endsWithOneLineAndItsCode(_ example: Case, ranks: Int) throws {
    // A batch of one is enough for a single rank, and the kernels are measured on one.
    if ranks == 1 && example.arguments == ["train", "--batch-size", "1"] { return }
    if ranks > 1 && example.arguments.starts(with: ["bench", "kernels"]) { return }
    let program = try Program(example.arguments, ranks: ranks == 1 ? nil : ranks)
    #expect(program.exitCode == example.exitCode)
    #expect(program.ownErrors.count == 1, "\(program.errors)")
    #expect(program.errors.contains(example.says), "\(program.errors)")
    #expect(!program.errors.contains("Fatal error"))
  }

  @Test func brokenFilesEndWith65OnEveryNumberOfRanks() throws {
    let folder = try TemporaryFolder()
    let empty = folder.path("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    // A header that promises more bytes than the file has.
    try folder.write([0, 0, 0, 0, 1, 0, 0, 0] + Array("{}".utf8), to: "lying.safetensors")
    let header = Array(#"{"fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
    try folder.write([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header + [0, 0, 0, 0], to: "shape.safetensors")
    try folder.write("epochs: 2\n? [a, [b]]\n: 1\n", to: "keys.yaml")
    let lines = (0..<9).map {
      "a\($0): &a\($0) [\($0 == 0 ? "1" : Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]"
    }
    try folder.write(lines.joined(separator: "\n"), to: "aliases.yaml")
    try folder.write("output: \"\"\n", to: "output.yaml")
    let (lying, wrongShape) = (folder.path("lying.safetensors"), folder.path("shape.safetensors"))
    for ranks in [nil, 2] {
      for arguments in [
        ["--data", empty], ["--init", lying], ["--init", wrongShape], ["--config", folder.path("keys.yaml")],
        ["--config", folder.path("aliases.yaml")], ["--config", folder.path("output.yaml")],
      ] {
        let program = try Program(["train"] + arguments, ranks: ranks)
        #expect(program.exitCode == 65, "\(arguments)")
        #expect(program.ownErrors.count == 1 && program.errors.contains(arguments[1]), "\(program.errors)")
      }
    }
  }

  @Test func helpIsShownOnceAndEndsWell() throws {
    for ranks in [nil, 2] {
      let program = try Program(["train", "--help"], ranks: ranks)
      #expect(program.exitCode == 0)
      #expect(program.output.components(separatedBy: "USAGE:").count == 2)
    }
  }
}
