import OneDNN

/// Throws `ComputeError.oneDNN` unless oneDNN says success.
func check(_ status: dnnl_status_t, _ operation: String) throws {
  guard status == dnnl_success else {
    throw ComputeError.oneDNN(operation: operation, status: String(cString: dnnl_status2str(status)))
  }
}

/// The object that `create` makes; throws `ComputeError.oneDNN` where it makes none.
func oneDNNObject(
  _ operation: String, _ create: (inout OpaquePointer?) -> dnnl_status_t
) throws -> OpaquePointer {
  var object: OpaquePointer?
  try check(create(&object), operation)
  guard let object else { throw ComputeError.oneDNN(operation: operation, status: "no object") }
  return object
}

/// Stops the program with a oneDNN error that only a fault of the program or a lack of memory can cause.
func must<Result>(_ body: () throws -> Result) -> Result {
  do { return try body() } catch { fatalError("\(error)") }
}

extension dnnl_memory_desc_t {
  /// Single-precision elements of the given extents in the given order.
  init(_ extents: [Int], _ order: dnnl_format_tag_t) throws {
    self.init()
    try check(
      dnnl_memory_desc_init_by_tag(&self, Int32(extents.count), extents.map(Int64.init), dnnl_f32, order),
      "describe a tensor")
  }

  func hasSameLayout(as other: dnnl_memory_desc_t) -> Bool {
    withUnsafePointer(to: self) { left in withUnsafePointer(to: other) { dnnl_memory_desc_equal(left, $0) != 0 } }
  }
}

/// A tensor as oneDNN sees it: a layout, and elements that are either its own or pointed at for each call.
final class OneDNNMemory {
  let handle: dnnl_memory_t
  let descriptor: dnnl_memory_desc_t

  /// Memory without elements unless it `allocates` some.
  init(_ descriptor: dnnl_memory_desc_t, allocates: Bool = false, context: ComputeContext) throws {
    self.descriptor = descriptor
    let elements = allocates ? UnsafeMutableRawPointer(bitPattern: UInt.max) : nil
    handle = try oneDNNObject("allocate memory") { object in
      withUnsafePointer(to: descriptor) { dnnl_memory_create(&object, $0, context.engine, elements) }
    }
  }

  deinit { dnnl_memory_destroy(handle) }

  /// Makes this memory stand for the elements at `pointer`.
  func point(at pointer: UnsafeMutablePointer<Float>) {
    let status = dnnl_memory_set_data_handle(handle, pointer)
    precondition(status == dnnl_success, "oneDNN takes any pointer.")
  }
}
