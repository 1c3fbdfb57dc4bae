extension PackedGradient {
  /// Overwrites `gradient`, which has this gradient's shape, with the pruned gradient, zeros included.
  public func unpack(into gradient: Tensor, context: ComputeContext) {
    precondition(gradient.shape == shape, "A gradient unpacks into its own shape.")
    let target = gradient.pointer
    let (channels, values) = (channels, values)
    context.parallel(sampleGroups) { group in
      let samples = group * share..<min((group + 1) * share, shape.batch)
      (target + samples.lowerBound * shape.sampleCount).update(
        repeating: 0, count: samples.count * shape.sampleCount)
      for pixel in 0..<shape.pixels {
        let row = offset(pixel: pixel, sampleGroup: group)
        for entry in row..<row + kept {
          let element = target + (samples.lowerBound * shape.pixels + pixel) * shape.channels + Int(channels[entry])
          for sample in 0..<samples.count { element[sample * shape.sampleCount] = values[entry * share + sample] }
        }
      }
    }
  }
}
