/// Mean and sum of squared deviations of each channel over a few pixels, in one reading.
///
/// Deviations are taken from the first pixel, so that a large mean does not cancel the digits of a small variance.
public struct BatchStatisticsPass {
  /// rows x channels.
  public let input: UnsafePointer<Float>
  public let rows: Int
  public let channels: Int
  /// channels; overwritten.
  public let mean: UnsafeMutablePointer<Float>
  /// channels: sum of (x - mean)^2; overwritten.
  public let squares: UnsafeMutablePointer<Float>

  public init(
    input: UnsafePointer<Float>, rows: Int, channels: Int, mean: UnsafeMutablePointer<Float>,
    squares: UnsafeMutablePointer<Float>
  ) {
    self.input = input
    self.rows = rows
    self.channels = channels
    self.mean = mean
    self.squares = squares
  }
}

/// Unites the statistics of chunks of pixels in double precision: mean and variance (over n, not n - 1) of each channel.
///
/// `means` and `squares` are chunks x channels, as `BatchStatisticsPass` writes them; every chunk but the last has
/// `rowsPerChunk` rows. Overwrites `mean` and `variance`. Chan, Golub and LeVeque, "Updating formulae and a pairwise
/// algorithm for computing sample variances", 1979.
public func uniteStatistics(
  means: UnsafePointer<Float>, squares: UnsafePointer<Float>, chunks: Int, rowsPerChunk: Int, rows: Int,
  channels: Int, mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>
) {
  for channel in 0..<channels {
    var total = 0.0
    for chunk in 0..<chunks {
      let weight = Double(min(rowsPerChunk, rows - chunk * rowsPerChunk))
      total += weight * Double(means[chunk * channels + channel])
    }
    let center = total / Double(rows)
    var deviations = 0.0
    for chunk in 0..<chunks {
      let weight = Double(min(rowsPerChunk, rows - chunk * rowsPerChunk))
      let distance = Double(means[chunk * channels + channel]) - center
      deviations += Double(squares[chunk * channels + channel]) + weight * distance * distance
    }
    mean[channel] = Float(center)
    variance[channel] = Float(deviations / Double(rows))
  }
}

/// Adds the sums of chunks in double precision: `sums[c]` = sum over the chunks of `partial[chunk][c]`; overwrites.
public func uniteSums(
  _ partial: UnsafePointer<Float>, chunks: Int, channels: Int, sums: UnsafeMutablePointer<Float>
) {
  for channel in 0..<channels {
    var total = 0.0
    for chunk in 0..<chunks { total += Double(partial[chunk * channels + channel]) }
    sums[channel] = Float(total)
  }
}
