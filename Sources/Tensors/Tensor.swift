#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Single-precision storage with a shape, channels last, aligned to 64 bytes.
///
/// A tensor is a reference: views made by `reshaped(_:)` and `slice(offset:count:)` share its storage and keep it alive.
///
/// `@unchecked Sendable`: the storage never moves, and whoever hands a tensor to another thread stops using it until
/// that thread hands it back (the batch loader and the gradient exchange do so through a lock).
public final class Tensor: @unchecked Sendable {
  public let shape: TensorShape

  /// The first element. Valid as long as the tensor lives.
  public let pointer: UnsafeMutablePointer<Float>

  /// The tensor whose storage this one looks into; nil where it owns its storage.
  private let owner: Tensor?

  /// Allocates storage filled with zeros.
  public init(_ shape: TensorShape) {
    self.shape = shape
    // A whole cache line more than asked for: vector kernels may read, never write, past the last element.
    let bytes = (shape.count * MemoryLayout<Float>.stride + 127) & ~63
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memset(raw, 0, bytes)
    pointer = raw.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
    owner = nil
  }

  /// Allocates a flat tensor of `count` zeros.
  public convenience init(count: Int) { self.init(TensorShape(batch: 1, channels: count)) }

  private init(view shape: TensorShape, at pointer: UnsafeMutablePointer<Float>, of owner: Tensor) {
    self.shape = shape
    self.pointer = pointer
    self.owner = owner
  }

  deinit { if owner == nil { pointer.deallocate() } }

  public var count: Int { shape.count }

  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "The index lies outside the tensor.")
      return pointer[index]
    }
    set {
      precondition(index >= 0 && index < count, "The index lies outside the tensor.")
      pointer[index] = newValue
    }
  }

  /// A copy of the elements in storage order.
  public var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  public func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  /// Overwrites this tensor with `other`, which has as many elements.
  public func copy(from other: Tensor) {
    precondition(count == other.count, "Copying needs tensors of one size.")
    pointer.update(from: other.pointer, count: count)
  }

  /// Overwrites this tensor with `values`, which has as many elements.
  public func copy(from values: [Float]) {
    precondition(count == values.count, "Copying needs as many values as the tensor has elements.")
    values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: count) }
  }

  /// A view of the first elements under another shape, which has no more elements than this one.
  public func reshaped(_ shape: TensorShape) -> Tensor {
    precondition(shape.count <= count, "A view cannot be larger than its tensor.")
    return Tensor(view: shape, at: pointer, of: owner ?? self)
  }

  /// A flat view of `count` elements from `offset` on.
  public func slice(offset: Int, count: Int) -> Tensor {
    precondition(offset >= 0 && offset + count <= self.count, "The slice lies outside the tensor.")
    return Tensor(view: TensorShape(batch: 1, channels: count), at: pointer + offset, of: owner ?? self)
  }

  /// A view of the samples in `range`.
  public func samples(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= shape.batch, "The samples lie outside the tensor.")
    return Tensor(
      view: shape.with(batch: range.count), at: pointer + range.lowerBound * shape.sampleCount, of: owner ?? self)
  }
}
