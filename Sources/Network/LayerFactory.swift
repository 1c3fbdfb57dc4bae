import Kernels

/// Makes the layers of a model's description. The order of the calls is the order of the state dict; names join by dots.
struct LayerFactory {
  private let resources: NetworkResources
  private let scheme: InitializationScheme
  private let prefix: String

  init(resources: NetworkResources, scheme: InitializationScheme, prefix: String = "") {
    self.resources = resources
    self.scheme = scheme
    self.prefix = prefix
  }

  /// The factory of a submodule.
  func within(_ name: String) -> LayerFactory {
    LayerFactory(resources: resources, scheme: scheme, prefix: "\(prefix)\(name).")
  }

  /// A convolution without bias; padded so that stride 1 keeps the image's size, unless told otherwise.
  func convolution(
    _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, groups: Int = 1
  ) -> Convolution {
    let geometry = ConvolutionGeometry(
      inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, padding: padding ?? kernel / 2,
      groups: groups)
    let taps = kernel * kernel
    let weight = Parameter(
      name: "\(prefix)\(name).weight", shape: [outputs, inputs / groups, kernel, kernel], taps: taps)
    resources.register(
      weight, filledBy: scheme.convolution, fanIn: taps * inputs / groups, fanOut: taps * outputs)
    return add(name, geometry, weight: weight, bias: nil, isPruned: geometry.isPrunedConvolution)
  }

  /// A linear layer. `imagePixels` is the number of pixels that a `flatten` before it turned into channels.
  func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true, imagePixels: Int = 1
  ) -> Convolution {
    let geometry = ConvolutionGeometry(inputs: inputs, outputs: outputs, kernel: 1, isLinear: true)
    let weight = Parameter(name: "\(prefix)\(name).weight", shape: [outputs, inputs], taps: imagePixels)
    resources.register(weight, filledBy: scheme.linear, fanIn: inputs, fanOut: outputs)
    let bias = hasBias ? Parameter(name: "\(prefix)\(name).bias", shape: [outputs]) : nil
    if let bias { resources.register(bias, filledBy: scheme.linearBias, fanIn: inputs, fanOut: outputs) }
    let isPruned = resources.prunesLinear && outputs <= PackedGradient.largestChannels
    return add(name, geometry, weight: weight, bias: bias, isPruned: isPruned)
  }

  private func add(
    _ name: String, _ geometry: ConvolutionGeometry, weight: Parameter, bias: Parameter?, isPruned: Bool
  ) -> Convolution {
    let layer = Convolution(
      name: prefix + name, weight: weight, bias: bias, geometry: geometry, index: resources.convolutions.count,
      pruning: isPruned ? resources.pruning : nil, resources: resources)
    resources.register(layer)
    return layer
  }

  func batchNorm(_ name: String, _ channels: Int, _ form: BatchNormForm = .rectified) -> BatchNorm {
    let path = "\(prefix)\(name)."
    let weight = Parameter(name: path + "weight", shape: [channels])
    let bias = Parameter(name: path + "bias", shape: [channels])
    let mean = NamedBuffer(name: path + "running_mean", shape: [channels], parameters: [weight, bias])
    let variance = NamedBuffer(name: path + "running_var", shape: [channels], parameters: [weight, bias])
    let batches = BatchCounter(name: path + "num_batches_tracked")
    variance.value.fill(1)
    resources.register(weight, filledBy: .constant(1))
    resources.register(bias, filledBy: .constant(0))
    for buffer in [mean, variance] { resources.register(buffer) }
    resources.register(batches)
    return BatchNorm(
      weight: weight, bias: bias, runningMean: mean, runningVariance: variance, batches: batches, form: form,
      resources: resources)
  }

  /// A block of `main` and a batch norm that joins the shortcut to it.
  func residual(main: [any Layer], joint: BatchNorm, shortcut: [any Layer]? = nil) -> Residual {
    Residual(main: main, joint: joint, shortcut: shortcut, resources: resources)
  }

  func relu() -> ReLU { ReLU(resources: resources) }
  func flatten() -> Flatten { Flatten(resources: resources) }
  func scale(by factor: Float) -> Scale { Scale(by: factor, resources: resources) }

  func maxPool(_ size: Int, stride: Int, padding: Int = 0) -> Pool {
    pool(.maximum, .square(size, stride: stride, padding: padding), "a max pooling")
  }
  func averagePool(_ size: Int, stride: Int) -> Pool {
    pool(.average, .square(size, stride: stride, padding: 0), "an average pooling")
  }
  func globalMaxPool() -> Pool { pool(.maximum, .image, "the global max pooling") }
  func globalAveragePool() -> Pool { pool(.average, .image, "the global average pooling") }

  private func pool(_ kind: PoolingKind, _ window: Pool.Window, _ name: String) -> Pool {
    Pool(kind, window: window, name: name, resources: resources)
  }
}
