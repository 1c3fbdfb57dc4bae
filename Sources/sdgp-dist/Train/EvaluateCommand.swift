import ArgumentParser
import Communication
import Files
import Kernels
import Network
import Training

/// `sdgp-dist evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure saved weights on the test images, over all ranks.",
    discussion: """
      A run's folder gives the weights (model-best.safetensors where it is there), the data, and all that its \
      config.json says of the network; so does a weights file that this program wrote, but for the data. Options win.
      """)

  @Argument(help: ArgumentHelp("The output folder of a run, or a weights file.", valueName: "run"))
  var place: String?
  @OptionGroup var choice: WeightsOptions
  @Option(help: "Weights in safetensors format.") var weights: String?
  @Option(help: "The model; digits-cnn if neither a run nor the weights tell.") var model: Model?
  @Option(help: "digits, shapes, or a folder; digits if no run tells.") var data: String?
  @Option(help: "First layers of a ResNet; by the image size if nothing tells.") var stem: Stem?
  @Option(help: "Side of the images that the network sees, where stored ones are larger.") var imageSize: Int?
  @Flag(inversion: .prefixedNo, help: "Average over each image and its mirror image.") var testTimeFlip: Bool?
  @Option(help: "Pixel mean on 0...1, one value or one a channel.") var mean: NumberList?
  @Option(help: "Pixel standard deviation on 0...1, likewise.") var std: NumberList?
  @Flag(help: "Measure weights of other classes than the data's too.") var ignoreClassNames = false
  @Option(help: "Write the results and those of each class to a file.") var json: String?
  @Option(help: "Write a row for each image (CSV): index, label, prediction, probability.") var predictions: String?
  @Option(help: "Write how many images of each class were taken for which (CSV); `report` shows a run's confusion.csv.")
  var confusion: String?
  @Option(help: "Images at once over all ranks.") var batchSize = 256
  @Option(help: "Instruction set of the kernels.") var kernels = KernelSelection.auto
  @Option(help: "What products multiply; a run of another precision may rank a few images otherwise.")
  var precision = Precision.fp32
  @Option(help: "Cores a rank.") var threads = 1
  @Option(help: "Longest time for which a rank waits for the others; then the late ranks are named and the job ends.")
  var stallSeconds = 300.0

  func validate() throws {
    guard place != nil || weights != nil else {
      throw ValidationError("nothing to evaluate; name the folder of a run, or give --weights")
    }
  }

  func run() throws {
    let communicator = try Communicator.start()
    let found = try communicator.collectively(for: "the weights") {
      try SavedWeights(of: place, file: weights, isLast: choice.last)
    }
    let recipe = makeRecipe(for: found)
    let evaluation = try Evaluation(
      recipe: recipe, communicator: communicator, ignoresClassNames: ignoreClassNames)
    try communicator.collectively(for: "the results' files") {
      guard communicator.rank == 0 else { return }
      try json.map { try evaluation.writeJSON(to: $0, weights: found.path, model: recipe.model.rawValue) }
      try predictions.map { try evaluation.writePredictions(to: $0) }
      try confusion.map { try evaluation.writeConfusion(to: $0) }
      try EvaluationText(evaluation, weights: found).lines.forEach { try StandardStream.print($0) }
    }
    try Communicator.finalize()
  }

  /// What the weights tell of themselves, and the options, which win.
  private func makeRecipe(for found: SavedWeights) -> Recipe {
    var recipe = Recipe()
    if let run = found.run { (recipe.data, recipe.seed) = (run.data, run.seed) }
    if let description = found.description { recipe.adopt(description) }
    recipe.initialWeights = found.path
    recipe.model = model ?? recipe.model
    recipe.data = data ?? recipe.data
    recipe.stem = stem ?? recipe.stem
    recipe.testImageSize = imageSize ?? recipe.testImageSize
    recipe.flipsAtTestTime = testTimeFlip ?? recipe.flipsAtTestTime
    recipe.mean = mean?.floats ?? recipe.mean
    recipe.standardDeviation = std?.floats ?? recipe.standardDeviation
    recipe.batchSize = batchSize
    recipe.kernels = kernels
    recipe.threads = threads
    recipe.precision = precision
    recipe.exchange.stallSeconds = stallSeconds
    return recipe
  }
}

/// Which of a run's weights are meant.
struct WeightsOptions: ParsableArguments {
  @Flag(help: "Of a run, take the last weights and not those of the best test accuracy.") var last = false
}
