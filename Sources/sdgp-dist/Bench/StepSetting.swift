import Communication
import Kernels
import Network
import Tensors
import Training

/// What the steps of a benchmark have in common.
struct StepSetting {
  let model: Model
  let shape: TensorShape
  let classes: Int
  let stem: Stem?
  let context: ComputeContext
  let communicator: Communicator

  /// Throws `SettingsError` where two networks of these sizes, dense and pruned, do not fit into memory.
  func requireMemory() throws {
    let memory = try Network.memory(
      model: model, inputShape: shape, classes: classes, context: context, stem: stem)
    try AvailableMemory.require(
      2 * memory.training(copiesOfParameters: 8), for: communicator, hint: "lower --batch-size or --image-size")
  }
}
