import Communication
import Kernels
import Network
import Tensors

/// What the steps of a benchmark have in common.
struct StepSetting {
  let model: Model
  let shape: TensorShape
  let classes: Int
  let stem: Stem?
  let context: ComputeContext
  let communicator: Communicator
}
