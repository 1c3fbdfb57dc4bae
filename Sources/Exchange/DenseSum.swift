import Communication
import Kernels
import Tensors

/// The plain sum: the bucket's gradients side by side in fp32, one allreduce.
final class DenseSum: BucketSum {
  private let communicator: Communicator
  private let tensors: ArraySlice<GradientTensor>
  private let values: Tensor
  private var request = Request()

  init(communicator: Communicator, tensors: ArraySlice<GradientTensor>) {
    self.communicator = communicator
    self.tensors = tensors
    values = Tensor(count: tensors.reduce(0) { $0 + $1.count })
  }

  func start(step: Int) throws {
    tensors.copyGradients(to: values)
    request = try communicator.startAllreduce(
      UnsafeMutableBufferPointer(start: values.pointer, count: values.count), .sum)
  }

  func advance() throws -> Bool {
    guard try request.test() else { return false }
    tensors.copyGradients(from: values)
    return true
  }
}
