/// A model that cannot be built for the images at hand.
public enum NetworkError: Error, CustomStringConvertible {
  case imageTooSmall(model: String, layer: String, height: Int, width: Int, window: Int)
  case otherImageSize(model: String, layer: String, inputs: Int, given: Int)
  case noClasses(Int)
  /// `kind` says of which: "parameter", or "trained parameter".
  case noSuchParameter(option: String, kind: String, model: String, names: [String])
  case nothingToTrain(model: String)

  public var description: String {
    switch self {
    case .imageTooSmall(let model, let layer, let height, let width, let window):
      "model \(model): \(height)x\(width) pixels reach \(layer), whose window is \(window)x\(window); use larger images "
        + "or another model"
    case .otherImageSize(let model, let layer, let inputs, let given):
      "model \(model): \(layer) takes \(inputs) values of an image, not \(given); use images of one size throughout, or "
        + "another model"
    case .noClasses(let classes): "a model needs at least one class, not \(classes); check the data's labels"
    case .noSuchParameter(let option, let kind, let model, let names):
      "\(option) matches no \(kind) of \(model); a pattern is a name of the state dict, a module's name or one with "
        + "wildcards: \(names.first ?? "weight"), \(Self.module(of: names.last)), *.bias"
    case .nothingToTrain(let model):
      "--freeze leaves no parameter of \(model) to train; leave some out, such as its last layer's"
    }
  }

  private static func module(of name: String?) -> String {
    name.map { $0.split(separator: ".").dropLast().joined(separator: ".") } ?? "fc"
  }
}
