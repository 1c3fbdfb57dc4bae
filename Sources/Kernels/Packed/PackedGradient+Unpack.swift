import Tensors

extension PackedGradient {
  /// Overwrites `gradient`, which has this gradient's shape, with the pruned gradient, zeros included.
  public func unpack(into gradient: Tensor, context: ComputeContext) {
    precondition(gradient.shape == shape, "A gradient unpacks into its own shape.")
    // Read once: the loops below would otherwise ask the object for each element.
    let (target, channelIndices, values) = (gradient.pointer, channelIndices, values)
    let (batch, pixels, rowCount) = (shape.batch, shape.pixels, shape.channels)
    let (kept, share, pixelStride) = (kept, share, pixelStride)
    context.parallel(sampleGroups) { group in
      let samples = group &* share..<min((group &+ 1) &* share, batch)
      for pixel in 0..<pixels {
        let first = pixel &* pixelStride &+ group &* kept
        for sample in samples {
          let row = target + (sample &* pixels &+ pixel) &* rowCount
          let packed = values + (first &* share &+ sample &- samples.lowerBound)
          row.update(repeating: 0, count: rowCount)
          for entry in 0..<kept { row[Int(channelIndices[first &+ entry])] = packed[entry &* share] }
        }
      }
    }
  }
}
