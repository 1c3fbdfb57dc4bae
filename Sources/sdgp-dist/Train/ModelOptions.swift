import ArgumentParser
import Network
import Training

/// The options that say what network is trained, from which weights, and what of it.
struct ModelOptions: ParsableArguments {
  @Option(help: "The network; torchvision's names are understood.") var model = Model.digitsCNN
  @Option(help: "First layers of a ResNet: for small images or large ones; by the image size if not given.")
  var stem: Stem?
  @Option(help: "Initial weights (safetensors), state-dict names as in PyTorch; random from the seed if not given.")
  var `init`: String?
  @Option(help: "The last layer's weights: keep those of --init, or start it afresh (new) for other classes.")
  var initHead = InitialHead.kept
  @Option(
    help: """
      Parameters that are not trained: state-dict names, modules or wildcards, such as layer1 or '*.bias'; repeatable.
      """)
  var freeze: [PatternList] = []

  /// Sets what the options come to.
  func apply(to recipe: inout Recipe) {
    recipe.model = model
    recipe.stem = stem
    recipe.initialWeights = `init`
    recipe.initialHead = initHead
    recipe.frozen = freeze.flatMap(\.values)
  }
}
