import ArgumentParser
import Datasets
import Files

/// `sdgp-dist data make`: writes generated data.
struct DataMakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Writes generated data, or the digits split anew.",
    subcommands: [Shapes.self, Digits.self])

  /// `sdgp-dist data make digits`.
  struct Digits: LoneCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the bundled digits with another number of images for training, the rest for testing.")

    @Argument(help: "The folder to write to.")
    var folder: String

    @Option(name: .customLong("train"), help: "Images for training.")
    var training = 359

    @Option(help: "Seed of the split.")
    var seed: UInt64 = 0

    @Flag(help: "Replace the data set that is in the folder.")
    var overwrite = false

    func validate() throws {
      let digits = try Dataset.open("digits")
      let total = digits.training.count + digits.test.count
      guard training > 0 && training < total else {
        throw ValidationError("--train takes 1 to \(total - 1), so that both parts have an image.")
      }
    }

    func run() throws {
      let digits = try Dataset.open("digits")
      let total = digits.training.count + digits.test.count
      try digits.split(training: training, seed: seed).write(to: folder, overwrites: overwrite)
      try StandardStream.print("\(folder): \(training) images for training and \(total - training) for testing, 8x8")
    }
  }

  /// `sdgp-dist data make shapes`.
  struct Shapes: LoneCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes colour images of ten shapes, the same from the same seed on any machine.",
      discussion: "Images of 32x32 are written as CIFAR-10's binary files, others as packed files.")

    @Argument(help: "The folder to write to.")
    var folder: String

    @Option(name: .customLong("train"), help: "Images for training.")
    var training = 8000

    @Option(help: "Images for testing.")
    var test = 2000

    @Option(help: "Height and width in pixels.")
    var size = 32

    @Option(help: "Seed.")
    var seed: UInt64 = 0

    @Flag(help: "Replace the data set that is in the folder.")
    var overwrite = false

    func validate() throws {
      // At least one image of each class.
      let counts = 10...10_000_000
      guard counts.contains(training) && counts.contains(test) else {
        throw ValidationError("--train and --test take \(counts.lowerBound) to \(counts.upperBound) images.")
      }
      guard (16...1024).contains(size) else { throw ValidationError("--size takes 16 to 1024 pixels.") }
    }

    func run() throws {
      try Dataset.shapes(training: training, test: test, size: size, seed: seed)
        .write(to: folder, overwrites: overwrite)
      try StandardStream.print("\(folder): \(training) images for training and \(test) for testing, \(size)x\(size)")
    }
  }
}
