import ArgumentParser
import Files
import Foundation
import Kernels
import Training

/// `sdgp-dist predict`.
struct PredictCommand: LoneCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Say what images show, by the weights of a run.",
    discussion: """
      Images are prepared as those of the run's test: the shorter side becomes the size of the data's images, the \
      middle square goes into the network.
      """)

  @Argument(help: ArgumentHelp("The output folder of a run, or a weights file of this program.", valueName: "run"))
  var place: String
  @Argument(help: "Images, JPEG, PNG or WebP, and folders of them.") var images: [String]
  @OptionGroup var choice: WeightsOptions
  @Option(help: "Classes shown of each image, the most probable ones.") var top = 3
  @Option(help: "Instruction set of the kernels.") var kernels = KernelSelection.auto
  @Option(help: "Cores.") var threads = 1

  func validate() throws {
    guard top > 0 else { throw ValidationError("--top takes 1 or more.") }
    guard !images.isEmpty else { throw ValidationError("no image is named; give files or folders behind the run") }
  }

  func run() throws {
    let weights = try SavedWeights(of: place, file: nil, isLast: choice.last)
    let results = try Predictor(weights, kernels: kernels, threads: threads).predict(images, best: top)
    let rows = results.map { result in
      [result.path] + result.answers.flatMap { [$0.className, String(format: "%.2f%%", 100 * $0.probability)] }
    }
    let names = stride(from: 1, to: rows.first?.count ?? 1, by: 2)
    for line in TextTable(rows: rows, leftColumns: Set([0] + names)).lines { try StandardStream.print(line) }
  }
}
