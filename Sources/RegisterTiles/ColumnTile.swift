/// Output channels, each with the list of the pixels that keep it, and the inputs of those pixels.
public struct ColumnJob {
  /// For each output channel, `capacity` places of which the first `counts[channel]` are used: the pixel's place among
  /// the inputs, and the gradient there.
  public var pixels: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  public var counts: UnsafePointer<Int32>
  public var capacity: Int
  public var outputs: Range<Int>
  /// The inputs that place 0 means: `width` floats a place.
  public var inputs: UnsafePointer<Float>
  /// The row that output channel 0 would have: `width` floats a channel.
  public var panel: UnsafeMutablePointer<Float>

  @inlinable
  public init(
    pixels: UnsafePointer<UInt16>, values: UnsafePointer<Float>, counts: UnsafePointer<Int32>, capacity: Int,
    outputs: Range<Int>, inputs: UnsafePointer<Float>, panel: UnsafeMutablePointer<Float>
  ) {
    self.pixels = pixels
    self.values = values
    self.counts = counts
    self.capacity = capacity
    self.outputs = outputs
    self.inputs = inputs
    self.panel = panel
  }
}

/// The weight gradient of `columns` vectors of input channels from patterns that nobody shares.
///
/// A row of the panel stays in registers for all pixels of its list; their inputs come from the first-level cache.
///
///     for each output channel, for each pixel of its list:   panel[channel][j] += value * inputs[pixel][j]
@inlinable @inline(__always)
public func columnTile<Arithmetic: MultiplyAdd, V: SIMD, let columns: Int>(
  _ arithmetic: Arithmetic.Type, _ shape: InlineArray<columns, V>.Type, _ job: ColumnJob
) where V.Scalar == Float {
  let lanes = V.scalarCount
  var output = job.outputs.lowerBound
  while output < job.outputs.upperBound {
    let row = UnsafeMutableRawPointer(job.panel + output * (columns * lanes)).assumingMemoryBound(to: V.self)
    var sums = InlineArray<columns, V>(repeating: V(repeating: 0))
    for j in 0..<columns { sums[j] = row[j] }
    let pixels = job.pixels + output * job.capacity
    let values = job.values + output * job.capacity
    for entry in 0..<Int(job.counts[output]) {
      let inputs = UnsafeRawPointer(job.inputs + Int(pixels[entry]) * (columns * lanes))
        .assumingMemoryBound(to: V.self)
      let value = V(repeating: values[entry])
      for j in 0..<columns { sums[j] = Arithmetic.multiplyAdd(value, inputs[j], sums[j]) }
    }
    for j in 0..<columns { row[j] = sums[j] }
    output += 1
  }
}
