import ArgumentParser
import Communication
import Files
import Foundation
import Kernels
import Network
import Training

/// `sdgp-dist evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure saved weights on the test images, over all ranks.")

  @Option(help: "Weights in safetensors format.") var weights: String
  @Option var model = Model.digitsCNN
  @Option(help: "digits, shapes, or a folder.") var data = "digits"
  @Option(help: "First layers of a ResNet; by the image size if not given.") var stem: Stem?
  @Option(help: "Side of the images that the network sees, where stored ones are larger.") var imageSize: Int?
  @Flag(inversion: .prefixedNo, help: "Average over each image and its mirror image.") var testTimeFlip = false
  @Option(help: "Pixel mean on 0...1, one value or one a channel.") var mean: NumberList?
  @Option(help: "Pixel standard deviation on 0...1, likewise.") var std: NumberList?
  @Option(help: "Images at once over all ranks.") var batchSize = 256
  @Option(help: "Instruction set of the kernels.") var kernels = KernelSelection.auto
  @Option(help: "Cores a rank.") var threads = 1
  @Option(help: "Longest time for which a rank waits for the others; then the late ranks are named and the job ends.")
  var stallSeconds = 300.0

  func run() throws {
    let communicator = try Communicator.start()
    var recipe = Recipe()
    recipe.initialWeights = weights
    recipe.model = model
    recipe.data = data
    recipe.stem = stem
    recipe.imageSize = imageSize
    recipe.flipsAtTestTime = testTimeFlip
    recipe.mean = mean?.values
    recipe.standardDeviation = std?.values
    recipe.batchSize = batchSize
    recipe.kernels = kernels
    recipe.threads = threads
    recipe.exchange.stallSeconds = stallSeconds
    let evaluation = try Evaluation(recipe: recipe, communicator: communicator)
    if communicator.rank == 0 {
      try StandardStream.print(
        String(
          format: "test accuracy %.2f%%, test loss %.4f, %d images", 100 * evaluation.accuracy, evaluation.loss,
          evaluation.samples))
    }
    try Communicator.finalize()
  }
}
