import ArgumentParser
import Datasets
import Training

/// The options that say what images are trained on, and how they are prepared.
struct DataOptions: ParsableArguments {
  @Option(
    help:
      "The images: digits (in the program), shapes (drawn from the seed), or a folder of CIFAR, IDX or packed files.")
  var data = "digits"
  @Option(
    help: """
      Random changes to training images, such as flip,translate=2,cutout=4: \(Augmentation.names); or none. Those of the \
      kind of data if not given.
      """, transform: Augmentation.parse)
  var augment: Augmentation?
  @Flag(help: "As --augment none.") var noAugment = false
  @Flag(inversion: .prefixedNo, help: "A new order of the samples each epoch.") var shuffle = true
  @Option(help: "Pixel mean on 0...1, one value or one a channel: 0.5 or 0.49,0.48,0.45; the data's if not given.")
  var mean: NumberList?
  @Option(help: "Pixel standard deviation on 0...1, likewise.") var std: NumberList?
  @Option(help: "Side of the images that the network sees, in pixels; as they are stored if not given.")
  var imageSize: Int?
  @Option(help: "Side of training images in the first epochs, from which they grow to --image-size.")
  var firstImageSize: Int?
  @Option(help: "Last epoch, counted from 0, of the first image size; 0 if not given.") var growFrom: Int?
  @Option(help: "First epoch of the full image size; 0 if not given.") var growUntil: Int?
  @Option(help: "Side of test images; that of the training images if not given.") var testImageSize: Int?
  @Flag(inversion: .prefixedNo, help: "Average over each test image and its mirror image.") var testTimeFlip = false

  /// Sets what the options come to.
  /// - Throws: `SettingsError` where they contradict each other, and for one that does nothing.
  func apply(to recipe: inout Recipe) throws {
    if noAugment, let augment, augment != Augmentation() {
      throw SettingsError("--augment and --no-augment contradict each other; give one of them")
    }
    guard firstImageSize != nil || (growFrom == nil && growUntil == nil) else {
      throw SettingsError(
        "--grow-from and --grow-until are about images that grow from --first-image-size; give that too, or leave them out"
      )
    }
    recipe.data = data
    recipe.augments = !noAugment
    recipe.augmentation = augment
    recipe.shuffles = shuffle
    recipe.mean = mean?.floats
    recipe.standardDeviation = std?.floats
    recipe.imageSize = imageSize
    recipe.imageGrowth = firstImageSize.map { ImageGrowth(firstSize: $0, start: growFrom ?? 0, end: growUntil ?? 0) }
    recipe.testImageSize = testImageSize
    recipe.flipsAtTestTime = testTimeFlip
  }
}

extension Augmentation {
  /// What `--augment` knows, for the help.
  fileprivate static let names =
    "flip (mirror), translate=PIXELS (2; move), cutout=PIXELS (4; a square of the mean colour), crop=AREA (0.08; a random "
    + "part of at least that share, resized, in place of translate)"

  fileprivate static func parse(_ text: String) throws -> Augmentation {
    guard let augmentation = Augmentation(text) else {
      throw ValidationError("give none, or names from: \(names)")
    }
    return augmentation
  }
}
