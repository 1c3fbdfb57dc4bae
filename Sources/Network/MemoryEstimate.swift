import Kernels
import Tensors

/// What training or evaluating a model takes in memory, worked out from its shapes before any of it is taken.
///
/// In bytes, as floating-point numbers: no product of sizes leaves their range. It counts what grows with the model and
/// the images; what it leaves out is small beside it.
public struct MemoryEstimate {
  /// All values of the state.
  public private(set) var parameters = 0.0
  /// The outputs of all layers, which training keeps until backward.
  public private(set) var activations = 0.0
  /// The largest output.
  public private(set) var largestActivation = 0.0

  /// Backward holds a few gradients of activations at a time, the pruned one, and one that is scratch; dense libraries
  /// keep weights and their gradient in a layout of their own, and the exchange sends from a copy.
  public func training(copiesOfParameters: Int) -> Double {
    activations + 4 * largestActivation + Double(copiesOfParameters) * parameters
  }

  /// The outputs stay in evaluation too, each in its layer's buffer.
  public func evaluation(copiesOfParameters: Int) -> Double { activations + Double(copiesOfParameters) * parameters }

  mutating func add(parameterShape: [Int]) { parameters += 4 * parameterShape.reduce(1) { $0 * Double($1) } }

  mutating func add(output shape: TensorShape, copies: Double = 1) {
    let bytes = shape.bytes
    activations += copies * bytes
    largestActivation = max(largestActivation, bytes)
  }
}

extension TensorShape {
  /// Of the whole batch, in single precision.
  public var bytes: Double { 4 * Double(batch) * Double(height) * Double(width) * Double(channels) }
}

extension Network {
  /// The memory of a model for batches of `inputShape`; takes none of it. Throws as `init` does.
  public static func memory(
    model: Model, inputShape: TensorShape, classes: Int, context: ComputeContext, stem: Stem? = nil
  ) throws -> MemoryEstimate {
    let resources = NetworkResources(
      modelName: model.rawValue, context: context, pruning: nil, prunesLinear: false, seed: 0)
    defer { resources.releaseConvolutions() }
    let layers = model.layers(
      LayerFactory(resources: resources, scheme: model.initialization),
      ModelInput(image: inputShape, classes: classes, stem: stem ?? Stem(for: inputShape)))
    var memory = MemoryEstimate()
    for entry in resources.stateOrder { memory.add(parameterShape: entry.shape) }
    _ = try Sequential(layers).measure(inputShape, into: &memory)
    return memory
  }
}

extension Sequential {
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape {
    try layers.reduce(inputShape) { try $1.measure($0, into: &memory) }
  }
}

extension Residual {
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape {
    _ = try shortcut?.measure(inputShape, into: &memory)
    return try joint.measure(try main.measure(inputShape, into: &memory), into: &memory)
  }
}

extension Convolution {
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape {
    let shape = try geometry.shape(for: inputShape, layer: name, model: resources.modelName).outputShape
    memory.add(output: shape)
    return shape
  }
}

extension Pool {
  /// The output, and where each maximum came from.
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape {
    let shape = try outputShape(for: inputShape)
    memory.add(output: shape, copies: 2)
    return shape
  }
}

extension Flatten {
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) -> TensorShape {
    TensorShape(batch: inputShape.batch, channels: inputShape.sampleCount)
  }
}
