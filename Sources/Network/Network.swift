import Kernels
import Tensors

/// A model at work: its parameters, its forward pass and its SDGP backward pass.
public final class Network {
  /// The model's name.
  public let name: String
  public let classes: Int
  /// In the order of PyTorch's state dict.
  public let parameters: [Parameter]
  /// Running statistics of batch norms, in the order of the state dict.
  public let buffers: [NamedBuffer]
  /// The trained parameters, all but the frozen ones, in the order in which backward finishes their gradients.
  public let backwardOrder: [Parameter]
  /// All gradients, flat and without gaps, in `backwardOrder`; none in a network that only evaluates.
  public let gradients: Tensor
  /// The convolutions and linear layers in the order of the description, for a batch of the size given at the start.
  public let convolutionShapes: [ConvolutionDescription]

  let stateOrder: [StateEntry]
  /// The parameters of the last linear layer, which has an output a class.
  let head: [Parameter]
  /// The last linear layer's name.
  public let headName: String
  let purpose: Mode
  private let root: Sequential
  private var planned: (shape: TensorShape, mode: Mode)?

  /// Builds a model and plans batches of `inputShape`.
  ///
  /// - Parameters:
  ///   - inputShape: a batch of this rank, of at least one sample.
  ///   - pruning: for every convolution of more than 3 input channels; nil trains densely.
  ///   - prunesLinear: whether `pruning` holds for linear layers too.
  ///   - seed: of the first weights.
  ///   - stem: of models that come with one; nil chooses by the image size.
  ///   - purpose: a network for evaluation takes no memory for gradients and cannot be trained.
  ///   - frozen: the parameters that training leaves as they are. A batch norm both of whose parameters are frozen keeps
  ///     its running statistics and normalizes by them. Backward ends before layers with nothing to train.
  ///
  /// Throws `NetworkError` where the images are too small for the model or `frozen` does not suit it, or what the
  /// kernels throw.
  public init(
    model: Model, inputShape: TensorShape, classes: Int, pruning: Pruning? = nil, prunesLinear: Bool = false,
    context: any ComputeBackend, seed: UInt64, stem: Stem? = nil, purpose: Mode = .training,
    frozen: [ParameterPattern] = []
  ) throws {
    guard classes > 0 else { throw NetworkError.noClasses(classes) }
    name = model.rawValue
    self.classes = classes
    self.purpose = purpose
    let resources = NetworkResources(
      modelName: model.rawValue, context: context, pruning: pruning, prunesLinear: prunesLinear, seed: seed)
    defer { resources.releaseConvolutions() }
    root = Sequential(
      model.layers(
        LayerFactory(resources: resources, scheme: model.initialization),
        ModelInput(image: inputShape, classes: classes, stem: stem ?? Stem(for: inputShape))))
    parameters = resources.parameters
    buffers = resources.buffers
    stateOrder = resources.stateOrder
    let last = resources.convolutions.last { $0.geometry.isLinear }!
    (head, headName) = (last.backwardOrder, last.name)
    for parameter in parameters { parameter.isFrozen = frozen.contains { $0.matches(parameter.name) } }
    backwardOrder = root.backwardOrder.filter { !$0.isFrozen }
    switch purpose {
    case .training:
      try Self.check(frozen, of: parameters, model: name)
      _ = root.linkBackward(needsInputGradient: false)
      gradients = Parameter.layOutGradients(of: backwardOrder)
      Parameter.shareGradient(of: parameters.filter(\.isFrozen))
    case .evaluation: gradients = Tensor(TensorShape(batch: 0, channels: 1))
    }
    _ = try root.plan(inputShape, mode: purpose)
    convolutionShapes = resources.convolutions.map(\.description)
    planned = (inputShape, purpose)
  }

  private static func check(_ frozen: [ParameterPattern], of parameters: [Parameter], model: String) throws {
    for pattern in frozen where !parameters.contains(where: { pattern.matches($0.name) }) {
      throw NetworkError.noSuchParameter(
        option: "--freeze \(pattern.rawValue)", kind: "parameter", model: model, names: parameters.map(\.name))
    }
    if parameters.allSatisfy(\.isFrozen) { throw NetworkError.nothingToTrain(model: model) }
  }

  /// Prepares for batches of `shape` ahead of their use. Throws as `init` does.
  public func plan(_ shape: TensorShape, mode: Mode) throws {
    precondition(mode == .evaluation || purpose == .training, "A network that only evaluates has no gradients.")
    // Where a layer cannot, those before it are planned already.
    planned = nil
    _ = try root.plan(shape, mode: mode)
    planned = (shape, mode)
  }

  /// Returns the logits, batch x classes, which the next forward overwrites.
  ///
  /// Any number of samples from 1 on goes; each new one is planned at its first use. `images` (channels last) stay
  /// unchanged until backward.
  public func forward(_ images: Tensor, mode: Mode) throws -> Tensor {
    if planned?.shape != images.shape || planned?.mode != mode { try plan(images.shape, mode: mode) }
    return try root.forward(images, mode: mode)
  }

  /// Overwrites every parameter's gradient.
  ///
  /// - Parameters:
  ///   - logitsGradient: batch x classes, for the last `forward` in training mode; its content is lost.
  ///   - key: the step, from which random choices of pruning derive.
  ///   - onGradientReady: called with each index of `backwardOrder`, in order, as soon as that gradient is final.
  ///
  /// Throws `NonFiniteGradientError` where a gradient to be pruned is not finite.
  public func backward(
    logitsGradient: Tensor, key: StepKey, onGradientReady: (Int) -> Void = { _ in }
  ) throws {
    precondition(planned?.mode == .training, "Backward follows a forward pass in training mode.")
    _ = try root.backward(logitsGradient, key: key) { parameter in
      if !parameter.isFrozen { onGradientReady(parameter.backwardIndex) }
    }
  }

  /// Says that the parameters have other values now. Comes after each change of `Parameter.value`.
  public func weightsChanged() { root.weightsChanged() }
}
