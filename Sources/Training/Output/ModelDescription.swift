import Datasets
import Foundation
import Network
import Tensors

/// What saved weights are of, and how images become their input: the metadata of a weights file, and a part of
/// `config.json`.
public struct ModelDescription: Codable, Equatable, Sendable {
  public var model: Model
  public var stem: Stem
  /// As many as the model has classes.
  public var classNames: [String]
  public var classes: Int
  /// 1 (grey) or 3 (red, green, blue).
  public var channels: Int
  /// Height and width of the data's images.
  public var storedSize: [Int]
  /// Height and width of training images, at their largest.
  public var imageSize: [Int]
  /// Height and width of test images.
  public var testImageSize: [Int]
  /// One a channel, of pixels from 0 to 1.
  public var mean: [Float]
  public var standardDeviation: [Float]
  /// Whether images are judged together with their mirror images.
  public var flipsAtTestTime: Bool

  /// - Throws: `SettingsError` where the recipe does not suit the data.
  init(_ recipe: Recipe, _ dataset: Dataset) throws {
    let input = try recipe.preparation(for: dataset, training: true).shape
    let testInput = try recipe.preparation(for: dataset, training: false).shape
    model = recipe.model
    stem = recipe.stem ?? Stem(for: input)
    classNames = dataset.classNames
    classes = dataset.classes
    channels = dataset.training.channels
    storedSize = [dataset.training.height, dataset.training.width]
    imageSize = [input.height, input.width]
    testImageSize = [testInput.height, testInput.width]
    (mean, standardDeviation) = try recipe.normalization(for: dataset)
    flipsAtTestTime = recipe.flipsAtTestTime
  }

  /// Whether a network can be of this description, as a file may say otherwise.
  var isPossible: Bool {
    func isSize(_ size: [Int]) -> Bool { size.count == 2 && size.allSatisfy(Limits.imageSize.contains) }
    return Limits.classes.contains(classes) && classNames.count == classes && [1, 3].contains(channels)
      && [storedSize, imageSize, testImageSize].allSatisfy(isSize) && mean.count == channels
      && standardDeviation.count == channels && mean.allSatisfy(\.isFinite)
      && standardDeviation.allSatisfy { $0 > 0 && $0.isFinite }
  }
}
