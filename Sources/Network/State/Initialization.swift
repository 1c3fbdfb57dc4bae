import Kernels
import Tensors

/// First values of a parameter.
enum Initialization {
  case constant(Float)
  /// Uniform within 1 / sqrt(fanIn) of 0: PyTorch's default for weights and biases.
  case uniformFanIn
  /// Normal with variance 2 / fanOut (He et al. 2015), as torchvision's ResNets and RegNets; of a grouped convolution
  /// all output channels count, as there.
  case normalFanOut
  case normal(standardDeviation: Float)

  /// Overwrites `values`; the same from the same seed.
  func fill(_ values: Tensor, fanIn: Int, fanOut: Int, seed: UInt64) {
    switch self {
    case .constant(let value): values.fill(value)
    case .uniformFanIn: values.fillUniform(bound: 1 / Float(fanIn).squareRoot(), seed: seed)
    case .normalFanOut: values.fillNormal(standardDeviation: (2 / Float(fanOut)).squareRoot(), seed: seed)
    case .normal(let deviation): values.fillNormal(standardDeviation: deviation, seed: seed)
    }
  }
}

/// How a model starts.
struct InitializationScheme {
  var convolution: Initialization
  var linear: Initialization
  var linearBias: Initialization

  /// PyTorch's defaults.
  static let standard = InitializationScheme(
    convolution: .uniformFanIn, linear: .uniformFanIn, linearBias: .uniformFanIn)

  /// torchvision's ResNets.
  static let resNet = InitializationScheme(
    convolution: .normalFanOut, linear: .uniformFanIn, linearBias: .uniformFanIn)

  /// torchvision's RegNets.
  static let regNet = InitializationScheme(
    convolution: .normalFanOut, linear: .normal(standardDeviation: 0.01), linearBias: .constant(0))
}
