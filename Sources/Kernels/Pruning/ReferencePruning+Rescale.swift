import Tensors

extension ReferencePruning {
  /// Multiplies each (sample, channel) plane of the packed gradient by sum |G| / sum |P(G)| over its pixels; planes of
  /// which nothing is kept stay as they are.
  func rescale() {
    let values = packed.values
    let channelIndices = packed.channelIndices
    for sample in 0..<shape.batch {
      let factors = rescalingFactors(sample: sample)
      for pixel in 0..<shape.pixels {
        let row = packed.offset(pixel: pixel, sampleGroup: sample / packed.share)
        for entry in row..<row + packed.kept {
          values[entry * packed.share + sample % packed.share] *= factors[Int(channelIndices[entry])]
        }
      }
    }
  }

  /// The factor of each channel of one sample.
  ///
  /// Sums run over `rescalingRun` pixels at a time, then over these runs: rounding stays small on large images, and
  /// runs may be summed on different threads without another result.
  private func rescalingFactors(sample: Int) -> [Float] {
    var all = [Float](repeating: 0, count: shape.channels)
    var kept = all
    for first in stride(from: 0, to: shape.pixels, by: rescalingRun) {
      var runOfAll = [Float](repeating: 0, count: shape.channels)
      var runOfKept = runOfAll
      for pixel in first..<min(first + rescalingRun, shape.pixels) {
        let magnitudes = gradient.pointer + (sample * shape.pixels + pixel) * shape.channels
        for channel in 0..<shape.channels { runOfAll[channel] += abs(magnitudes[channel]) }
        let row = packed.offset(pixel: pixel, sampleGroup: sample / packed.share)
        for entry in row..<row + packed.kept {
          runOfKept[Int(packed.channelIndices[entry])] += abs(
            packed.values[entry * packed.share + sample % packed.share])
        }
      }
      for channel in 0..<shape.channels {
        all[channel] += runOfAll[channel]
        kept[channel] += runOfKept[channel]
      }
    }
    return (0..<shape.channels).map { kept[$0] > 0 ? all[$0] / kept[$0] : 1 }
  }
}

/// Pixels whose magnitudes are summed before they are added to their plane's sum.
let rescalingRun = 64
