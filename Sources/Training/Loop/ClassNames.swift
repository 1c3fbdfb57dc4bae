import Datasets
import Network

/// Compares what weights were trained to tell apart with what data holds.
enum ClassNames {
  /// The first difference between the classes of the weights in the file at `path` and those of `data`; nil where there
  /// is none, or where the file does not name its classes.
  /// - Throws: `WeightsError`.
  static func difference(weights path: String, data: Dataset) throws -> String? {
    guard let description = ModelDescription(metadata: try Safetensors.metadata(of: path)) else { return nil }
    let (learned, given) = (description.classNames, data.classNames)
    guard learned != given else { return nil }
    let counts = "\(path) is of \(learned.count) classes and \(data.name) has \(given.count)"
    guard let place = zip(learned, given).enumerated().first(where: { $1.0 != $1.1 }) else { return counts }
    let names = "class \(place.offset) is '\(place.element.0)' in the weights and '\(place.element.1)' in the data"
    return learned.count == given.count
      ? "\(path) is of other classes than \(data.name): \(names)" : "\(counts): \(names)"
  }
}
