import OneDNN

/// An operation of oneDNN with its operands, made once and run in every step.
final class OneDNNPrimitive {
  private let handle: dnnl_primitive_t
  private let memories: [OneDNNMemory]
  private let arguments: [dnnl_exec_arg_t]
  private let context: ComputeContext

  init(
    _ description: OneDNNDescription, _ operands: [(argument: Int32, memory: OneDNNMemory)], context: ComputeContext
  ) throws {
    handle = try oneDNNObject("create a primitive") { dnnl_primitive_create(&$0, description.handle) }
    memories = operands.map(\.memory)
    arguments = operands.map { dnnl_exec_arg_t(arg: $0.argument, memory: $0.memory.handle) }
    self.context = context
  }

  deinit { dnnl_primitive_destroy(handle) }

  /// Runs the operation and waits for its end.
  func execute() {
    context.applyThreads()
    must {
      try check(
        dnnl_primitive_execute(handle, context.stream, Int32(arguments.count), arguments), "execute a primitive")
      try check(dnnl_stream_wait(context.stream), "wait for a primitive")
    }
  }
}

/// What oneDNN decided about an operation: the implementation and the layouts it wants.
final class OneDNNDescription {
  let handle: dnnl_primitive_desc_t

  /// Describes the operation whose descriptor `operation` points at; backward ones take the forward one as a hint.
  init(_ operation: UnsafeRawPointer, hint: OneDNNDescription? = nil, context: ComputeContext) throws {
    handle = try oneDNNObject("plan a primitive") {
      dnnl_primitive_desc_create(&$0, operation, nil, context.engine, hint?.handle)
    }
  }

  /// Describes the conversion of one layout into another.
  init(reorderFrom source: dnnl_memory_desc_t, to target: dnnl_memory_desc_t, context: ComputeContext) throws {
    handle = try oneDNNObject("plan a reorder") { object in
      withUnsafePointer(to: source) { source in
        withUnsafePointer(to: target) {
          dnnl_reorder_primitive_desc_create(&object, source, context.engine, $0, context.engine, nil)
        }
      }
    }
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// The layout wanted for an operand.
  func layout(_ operand: dnnl_query_t) -> dnnl_memory_desc_t {
    guard let descriptor = dnnl_primitive_desc_query_md(handle, operand, 0) else {
      preconditionFailure("oneDNN describes every operand.")
    }
    return descriptor.pointee
  }
}
