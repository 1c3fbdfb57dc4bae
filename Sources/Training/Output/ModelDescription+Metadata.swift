import Foundation
import Network

extension ModelDescription {
  /// What a reader of safetensors can take; longer metadata is left out.
  private static let longestNames = 1 << 22

  /// As text by the keys of a weights file; lists are JSON. `format` says that the tensors are PyTorch's.
  ///
  /// - Parameter run: the identity of the run that made them.
  public func metadata(run: String) -> [String: String] {
    let own = ["format": "pt", "run": run]
    let names = Self.text(classNames)
    guard names.utf8.count <= Self.longestNames else { return own }
    return own.merging([
      "model": model.rawValue, "stem": stem.rawValue, "classes": "\(classes)", "class_names": names,
      "channels": "\(channels)", "stored_size": Self.text(storedSize), "image_size": Self.text(imageSize),
      "test_image_size": Self.text(testImageSize), "mean": Self.text(mean), "std": Self.text(standardDeviation),
      "test_time_flip": "\(flipsAtTestTime)",
    ]) { $1 }
  }

  /// What the metadata of a weights file says; nil where they are not this program's.
  public init?(metadata: [String: String]) {
    func value<Value: Decodable>(_ key: String) -> Value? {
      metadata[key].flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
    }
    guard let model = metadata["model"].flatMap(Model.init), let stem = metadata["stem"].flatMap(Stem.init),
      let classNames: [String] = value("class_names"), let classes: Int = value("classes"),
      let channels: Int = value("channels"), let storedSize: [Int] = value("stored_size"),
      let imageSize: [Int] = value("image_size"), let testImageSize: [Int] = value("test_image_size"),
      let mean: [Float] = value("mean"), let standardDeviation: [Float] = value("std"),
      let flips: Bool = value("test_time_flip")
    else { return nil }
    (self.model, self.stem, self.classNames, self.classes) = (model, stem, classNames, classes)
    (self.channels, self.storedSize) = (channels, storedSize)
    (self.imageSize, self.testImageSize) = (imageSize, testImageSize)
    (self.mean, self.standardDeviation, flipsAtTestTime) = (mean, standardDeviation, flips)
    guard isPossible else { return nil }
  }

  private static func text(_ list: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
