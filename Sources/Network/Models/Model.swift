import Kernels
import Tensors

/// A network architecture by name. A new one is a file like its neighbours and a line in `allCases`.
public struct Model: RawRepresentable, CaseIterable, Hashable, Sendable, Codable {
  public static let allCases: [Model] = [
    digitsCNN,
    mlp,
    cifarResNet9,
    cifarResNet9Quarter,
    resNet18,
    resNet34,
    resNet50,
    regNetX400MF,
  ]

  /// The name on the command line.
  public let rawValue: String
  /// What others call it, understood too.
  private let otherNames: [String]
  let initialization: InitializationScheme
  let layers: @Sendable (LayerFactory, ModelInput) -> [any Layer]

  /// Describes a model: its layers in the order of the state dict.
  init(
    _ name: String, otherNames: [String] = [], initialization: InitializationScheme = .standard,
    layers: @escaping @Sendable (LayerFactory, ModelInput) -> [any Layer]
  ) {
    rawValue = name
    self.otherNames = otherNames
    self.initialization = initialization
    self.layers = layers
  }

  /// The model of that name, or of another that it goes by.
  public init?(rawValue: String) {
    guard let model = Self.allCases.first(where: { ([$0.rawValue] + $0.otherNames).contains(rawValue) })
    else { return nil }
    self = model
  }

  public static func == (left: Model, right: Model) -> Bool { left.rawValue == right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What a model is built for.
struct ModelInput {
  let image: TensorShape
  let classes: Int
  let stem: Stem
}
