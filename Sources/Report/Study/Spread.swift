/// Mean and spread of a few values.
struct Spread {
  let count: Int
  /// Not a number of no values.
  let mean: Double
  /// Of the sample; not a number of fewer than two values.
  let standardDeviation: Double

  init(_ values: [Double]) {
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : .nan
  }

  /// Of the mean.
  var standardError: Double { standardDeviation / Double(count).squareRoot() }
}
