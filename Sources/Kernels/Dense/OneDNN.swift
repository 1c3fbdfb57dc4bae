import COneDNN
import Tensors

/// Throws `ComputeError.oneDNN` unless `status` says success.
private func check(_ status: Int32, _ operation: String) throws {
  guard status == 0 else {
    throw ComputeError.oneDNN(operation: operation, status: String(cString: onednn_status_text(status)))
  }
}

/// The object that `create` makes. Throws `ComputeError.oneDNN`.
private func make(_ operation: String, _ create: (inout OpaquePointer?) -> Int32) throws -> OpaquePointer {
  var object: OpaquePointer?
  try check(create(&object), operation)
  guard let object else { throw ComputeError.oneDNN(operation: operation, status: "no object") }
  return object
}

/// The processor as oneDNN's device, with a queue of work.
final class OneDNNDevice {
  fileprivate let handle: OpaquePointer
  init() throws { handle = try make("start") { onednn_device_create(&$0) } }
  deinit { onednn_device_destroy(handle) }
}

/// How the elements of a tensor lie.
final class OneDNNLayout: Equatable {
  fileprivate let handle: OpaquePointer

  /// Elements of the given extents in the given order.
  init(_ extents: [Int], _ order: OneDNNOrder, _ element: OneDNNElement = .float32) throws {
    handle = try make("describe a tensor") {
      onednn_layout_create(&$0, Int32(extents.count), extents.map(Int64.init), order, element)
    }
  }

  /// What `plan` wants for an operand.
  fileprivate init(of operand: OneDNNOperand, in plan: OpaquePointer) throws {
    handle = try make("describe an operand") { onednn_plan_layout(&$0, plan, operand) }
  }

  deinit { onednn_layout_destroy(handle) }

  /// What a tensor takes that lies so.
  var byteCount: Int { onednn_layout_bytes(handle) }

  static func == (left: OneDNNLayout, right: OneDNNLayout) -> Bool { onednn_layout_equal(left.handle, right.handle) }
}

/// A tensor as oneDNN sees it: a layout, and elements that are either its own or pointed at for each call.
final class OneDNNMemory {
  let layout: OneDNNLayout
  fileprivate let handle: OpaquePointer

  /// Memory without elements unless it `allocates` some.
  init(_ layout: OneDNNLayout, allocates: Bool = false, context: ComputeContext) throws {
    self.layout = layout
    handle = try make("allocate memory") {
      onednn_memory_create(&$0, context.oneDNN.handle, layout.handle, allocates)
    }
  }

  deinit { onednn_memory_destroy(handle) }

  /// Makes this memory stand for the elements of `tensor`.
  func point(at tensor: Tensor) { point(at: tensor.pointer) }

  /// Makes this memory stand for what lies at `elements`.
  func point(at elements: UnsafeMutableRawPointer) {
    let status = onednn_memory_point(handle, elements)
    precondition(status == 0, "oneDNN takes any pointer.")
  }
}

/// What oneDNN decided about an operation: the implementation and the layouts it wants.
final class OneDNNPlan {
  fileprivate let handle: OpaquePointer

  /// Plans one product of a convolution; backward ones take the forward one as a hint.
  init(
    _ product: OneDNNProduct, input: OneDNNLayout, weights: OneDNNLayout, bias: OneDNNLayout? = nil,
    output: OneDNNLayout, stride: Int, padding: Int, hint: OneDNNPlan? = nil, context: ComputeContext
  ) throws {
    handle = try make("plan a convolution") {
      onednn_plan_convolution(
        &$0, context.oneDNN.handle, product, input.handle, weights.handle, bias?.handle, output.handle,
        Int64(stride), Int64(padding), hint?.handle)
    }
  }

  /// Plans the conversion of one layout into another.
  init(reorderFrom source: OneDNNLayout, to target: OneDNNLayout, context: ComputeContext) throws {
    handle = try make("plan a reorder") {
      onednn_plan_reorder(&$0, context.oneDNN.handle, source.handle, target.handle)
    }
  }

  deinit { onednn_plan_destroy(handle) }

  /// The layout wanted for an operand.
  func layout(_ operand: OneDNNOperand) throws -> OneDNNLayout { try OneDNNLayout(of: operand, in: handle) }
}

/// An operation of oneDNN with its operands, made once and run in every step.
final class OneDNNOperation {
  private let handle: OpaquePointer
  private let memories: [OneDNNMemory]
  private let context: ComputeContext

  init(_ plan: OneDNNPlan, _ operands: KeyValuePairs<OneDNNOperand, OneDNNMemory>, context: ComputeContext) throws {
    memories = operands.map(\.value)
    self.context = context
    let handles = memories.map { Optional($0.handle) }
    handle = try make("prepare an operation") {
      onednn_operation_create(&$0, plan.handle, Int32(operands.count), operands.map(\.key), handles)
    }
  }

  deinit { onednn_operation_destroy(handle) }

  /// Runs the operation and waits for its end.
  func run() {
    context.applyThreads()
    // Everything was checked when it was planned: what fails now is a fault of the program or a lack of memory.
    do { try check(onednn_operation_run(handle, context.oneDNN.handle), "run an operation") } catch {
      fatalError("\(error)")
    }
  }
}
