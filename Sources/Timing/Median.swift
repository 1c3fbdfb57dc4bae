extension [Double] {
  /// The middle value; of an even number of values the mean of the two in the middle, of none NaN.
  public var median: Double {
    let ordered = sorted()
    return isEmpty ? .nan : (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
  }
}
