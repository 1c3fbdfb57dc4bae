import Kernels

/// What the layers of a network share, and the register of its state in the order of the description.
final class NetworkResources {
  let modelName: String
  let context: any ComputeBackend
  let gradients = GradientPool()
  let pruning: Pruning?
  let prunesLinear: Bool
  let seed: UInt64

  private(set) var parameters: [Parameter] = []
  private(set) var buffers: [NamedBuffer] = []
  private(set) var stateOrder: [StateEntry] = []
  private(set) var convolutions: [Convolution] = []

  init(modelName: String, context: any ComputeBackend, pruning: Pruning?, prunesLinear: Bool, seed: UInt64) {
    self.modelName = modelName
    self.context = context
    self.pruning = pruning
    self.prunesLinear = prunesLinear
    self.seed = seed
  }

  /// Registers a parameter and says what its first values are, a function of the seed and its place alone.
  func register(_ parameter: Parameter, filledBy initialization: Initialization, fanIn: Int = 1, fanOut: Int = 1) {
    let streams: UInt64 = 0xD134_2543_DE82_EF95
    let seed = (seed &+ 1) &* streams ^ UInt64(parameters.count) << 32
    parameter.firstValues = { initialization.fill($0, fanIn: fanIn, fanOut: fanOut, seed: seed) }
    parameters.append(parameter)
    stateOrder.append(.parameter(parameter))
  }

  func register(_ buffer: NamedBuffer) {
    buffers.append(buffer)
    stateOrder.append(.buffer(buffer))
  }

  func register(_ counter: BatchCounter) { stateOrder.append(.counter(counter)) }

  func register(_ convolution: Convolution) { convolutions.append(convolution) }

  /// Lets go of the layers, which hold on to these resources: otherwise none of them would ever be released.
  func releaseConvolutions() { convolutions = [] }
}
