/// A model that cannot be built for the images at hand.
public enum NetworkError: Error, CustomStringConvertible {
  case imageTooSmall(model: String, layer: String, height: Int, width: Int, window: Int)
  case otherImageSize(model: String, layer: String, inputs: Int, given: Int)
  case noClasses(Int)

  public var description: String {
    switch self {
    case .imageTooSmall(let model, let layer, let height, let width, let window):
      "model \(model): \(height)x\(width) pixels reach \(layer), whose window is \(window)x\(window); use larger images "
        + "or another model"
    case .otherImageSize(let model, let layer, let inputs, let given):
      "model \(model): \(layer) takes \(inputs) values of an image, not \(given); use images of one size throughout, or "
        + "another model"
    case .noClasses(let classes): "a model needs at least one class, not \(classes); check the data's labels"
    }
  }
}
