import ArgumentParser
import Datasets
import Files

/// `sdgp-dist data inspect`: checks every byte of a data set and says what it holds.
struct DataInspectCommand: LoneCommand {
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
    try StandardStream.print("\(dataset.name): \(dataset.format)")
    try StandardStream.print("training  \(training.count) images")
    try StandardStream.print("test      \(test.count) images")
    try StandardStream.print(
      "images    \(training.height)x\(training.width), \(training.channels == 1 ? "grey" : "colour")")
    let measured = try dataset.measured()
    try StandardStream.print("mean      \(list(dataset.defaultMean)), measured \(list(measured.mean))")
    try StandardStream.print(
      "deviation \(list(dataset.defaultStandardDeviation)), measured \(list(measured.standardDeviation))")
    try StandardStream.print("classes   \(dataset.classes), training and test images of each:")
    let counts = zip(training.imagesPerClass(dataset.classes), test.imagesPerClass(dataset.classes))
    for (label, (name, count)) in zip(dataset.classNames, counts).enumerated() {
      try StandardStream.print("  \(label) \(name): \(count.0) \(count.1)")
    }
    for remark in dataset.remarks { try StandardStream.print(remark) }
  }

  private func list(_ values: [Float]) -> String {
    values.map { "\(($0 * 10_000).rounded() / 10_000)" }.joined(separator: " ")
  }
}
