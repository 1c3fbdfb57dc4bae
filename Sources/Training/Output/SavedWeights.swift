import Files
import Foundation
import Network

/// Saved weights, found by what a user names, and what is known of them.
public struct SavedWeights: Sendable {
  public let path: String
  /// What they are of; nil for a file that does not say so.
  public let description: ModelDescription?
  /// The run that they are of; nil for a file by itself.
  public let run: SavedRun?
  /// Which of a run's weights they are, in words; nil for a file by itself.
  public let choice: String?

  /// - Parameters:
  ///   - place: a run's output folder or a weights file; nil where `file` is given.
  ///   - file: weights to take in place of the run's.
  ///   - isLast: whether the last weights of the run are wanted and not the best ones.
  /// - Throws: `ReadingError` where a run's folder cannot be read.
  public init(of place: String?, file: String?, isLast: Bool) throws {
    var isFolder: ObjCBool = false
    if let place, FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), !isFolder.boolValue {
      (path, run, choice) = (file ?? place, nil, nil)
    } else if let place {
      let run = try SavedRun(folder: place)
      self.run = run
      if let file {
        (path, choice) = (file, nil)
      } else {
        let (path, isBest) = try run.weights(isLast: isLast)
        (self.path, choice) = (path, isBest ? "the best test accuracy" : "the last step")
      }
    } else {
      (path, run, choice) = (file ?? "", nil, nil)
    }
    // What is wrong with a file is said when its tensors are read, after the settings.
    description = (try? Safetensors.metadata(of: path)).flatMap { ModelDescription(metadata: $0) } ?? run?.network
  }
}

extension Recipe {
  /// Takes over how a network is built and how images become its input.
  public mutating func adopt(_ description: ModelDescription) {
    (model, stem) = (description.model, description.stem)
    (mean, standardDeviation) = (description.mean, description.standardDeviation)
    let size = description.testImageSize
    testImageSize = size[0] == size[1] ? size[0] : nil
    flipsAtTestTime = description.flipsAtTestTime
  }
}
