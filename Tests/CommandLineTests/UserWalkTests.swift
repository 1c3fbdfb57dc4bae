import Foundation
import TestSupport
import Testing

/// If this fails, somebody who packs images, trains, judges, asks, goes on and repeats comes to a step that does not
/// fit the one before.
@Suite struct UserWalkTests {
  private let folder: TemporaryFolder
  private static let size = 32
  private static let classes = ["left, dark", "right \"bright\"", "stripes"]

  init() throws { folder = try TemporaryFolder() }

  /// A picture of class `label` in which no two are the same.
  private static func picture(_ label: Int, _ number: Int) -> [UInt8] {
    (0..<size * size).flatMap { pixel -> [UInt8] in
      let (row, column) = (pixel / size, pixel % size)
      let isBright = [column > size / 2, column < size / 2, row % 4 < 2][label]
      let noise = (row * 31 + column * 17 + number * 97) % 60
      return [UInt8(isBright ? 190 + noise : noise), UInt8(60 + noise), UInt8(number * 9)]
    }
  }

  private func writePictures(_ place: String, _ names: [String]) throws {
    for (label, name) in names.enumerated() {
      for number in 0..<10 {
        let file = pngFile(Self.picture(label, number), width: Self.size, height: Self.size)
        try folder.write(file, to: "\(place)/\(name)/\(number).png")
      }
    }
  }

  /// Runs the program in the folder; what it printed.
  private func run(_ line: String, exitCode: Int32 = 0) throws -> (output: String, errors: String) {
    let program = try Program(shell: "cd \(folder.path) && $PROGRAM \(line)")
    #expect(program.exitCode == exitCode, "\(line): \(program.errors)")
    return (program.output, program.errors)
  }

  private func digest(_ run: String) throws -> String {
    let match = try folder.text("\(run)/summary.json").firstMatch(of: /"parameter_digest" : "([^"]*)"/)
    return String(try #require(match).1)
  }

  @Test func everyStepFitsTheOneBefore() throws {
    try writePictures("pictures", Self.classes)
    _ = try run("data pack pictures data --size \(Self.size)")
    let settings = "--model resnet18 --stem imagenet --epochs 2 --batch-size 8 --learning-rate 0.05 --seed 3"
    _ = try run("train --data data \(settings) --output first")
    let files = try folder.names(in: "first")
    #expect(files.contains("model-best.safetensors") && files.contains("model.safetensors"))

    let judged = try run(
      "evaluate first --json first.json --predictions predictions.csv --confusion first/confusion.csv"
    ).output
    #expect(judged.contains("first/model-best.safetensors") && judged.contains("6 images"), "\(judged)")
    #expect(try folder.text("first.json").contains("\"test_samples\" : 6"))
    _ = try run("report first")
    #expect(try folder.text("first/report.html").contains("taken for"))

    // Every fifth picture of a class is for testing: 4 and 9.
    let asked = Self.classes.flatMap { name in ["4", "9"].map { "pictures/\(name)/\($0).png" } }
    let quoted = asked.map { "'\($0)'" }.joined(separator: " ")
    let answers = try run("predict first --top 1 \(quoted)").output.split(separator: "\n")
    let predictions = try folder.text("predictions.csv").split(separator: "\n").dropFirst()
    #expect(answers.count == 6 && predictions.count == 6)
    for (index, row) in predictions.enumerated() {
      let probability = try #require(row.split(separator: ",").last.flatMap { Double($0) })
      let text = String(format: "%.2f%%", 100 * probability)
      let line = String(answers[index])
      #expect(line.hasPrefix(asked[index]) && line.hasSuffix(text), "\(line): \(row)")
    }

    _ = try run("train --config first/config.json --output again")
    #expect(try digest("again") == digest("first"))
    _ = try run("train --config first/config.json --seed 4 --steps 1 --output other")
    #expect(try digest("other") != digest("first"), "Options beside a configuration win.")
    try checkTorch(asked)
    try checkOtherClasses()
  }

  /// Weights of other classes are refused to judge, said where training starts from them, and fine-tuned with a new head.
  private func checkOtherClasses() throws {
    try writePictures("renamed", ["left", "right", "stripes"])
    _ = try run("data pack renamed others --size \(Self.size)")
    let refused = try run("evaluate first --data others", exitCode: 65).errors
    #expect(refused.contains("class 0 is 'left, dark' in the weights and 'left' in the data"), "\(refused)")
    _ = try run("evaluate first --data others --ignore-class-names")
    let started = try run(
      "train --data others --model resnet18 --stem imagenet --steps 1 --batch-size 8 --output warned "
        + "--init first/model.safetensors"
    ).errors
    #expect(started.contains("class 0"), "\(started)")
    try writePictures("two", ["dark", "bright"])
    _ = try run("data pack two fewer --size \(Self.size)")
    let tuned = try run(
      "train --data fewer --model resnet18 --stem imagenet --steps 2 --batch-size 8 --output tuned "
        + "--init first/model-best.safetensors --init-head new --freeze 'layer*'")
    #expect(!tuned.errors.contains("warning"), "\(tuned.errors)")
    #expect(try run("evaluate tuned").output.contains("4 images"))
  }

  /// Where Python has torchvision, it takes the same images for the same, with the same probability.
  private func checkTorch(_ images: [String]) throws {
    let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Torch/load.py")
      .path
    let quoted = images.map { "'\($0)'" }.joined(separator: " ")
    guard try Program(shell: "\(python) -c 'import torchvision, safetensors'").exitCode == 0 else { return }
    let loaded = try Program(
      shell: "cd \(folder.path) && \(python) \(script) first/model-best.safetensors \(quoted)")
    let rows = try folder.text("predictions.csv").split(separator: "\n").dropFirst()
    let lines = loaded.output.split(separator: "\n")
    #expect(loaded.exitCode == 0 && lines.count == 6, "\(loaded.errors)")
    for (line, row) in zip(lines, rows) {
      let theirs = try #require(line.split(separator: " ").last.flatMap { Double($0) })
      let ours = try #require(row.split(separator: ",").last.flatMap { Double($0) })
      #expect(abs(theirs - ours) < 2e-3, "\(line): \(row)")
    }
  }
}
