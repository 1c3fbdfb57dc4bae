import ArgumentParser
import Datasets

/// `sdgp-dist data inspect`: checks every byte of a data set and says what it holds.
struct DataInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Reads a whole data set, checks it and says what it holds.")

  @Argument(help: "digits, shapes, or a folder of data.")
  var data: String

  @Option(help: "Seed of the generated shapes.")
  var seed: UInt64 = 0

  func run() throws {
    let dataset = try Dataset.open(data, seed: seed)
    let (training, test) = (dataset.training, dataset.test)
    for source in [training, test] {
      for index in 0..<source.count { _ = try source.pixels(index) }
    }
    print("\(dataset.name): \(dataset.format)")
    print("training  \(training.count) images")
    print("test      \(test.count) images")
    print("images    \(training.height)x\(training.width), \(training.channels == 1 ? "grey" : "colour")")
    print("mean      \(list(dataset.defaultMean))")
    print("deviation \(list(dataset.defaultStandardDeviation))")
    print("classes   \(dataset.classes), training and test images of each:")
    let counts = zip(training.imagesPerClass(dataset.classes), test.imagesPerClass(dataset.classes))
    for (label, (name, count)) in zip(dataset.classNames, counts).enumerated() {
      print("  \(label) \(name): \(count.0) \(count.1)")
    }
  }

  private func list(_ values: [Float]) -> String {
    values.map { "\(($0 * 10_000).rounded() / 10_000)" }.joined(separator: " ")
  }
}
