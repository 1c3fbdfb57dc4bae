extension Pruning {
  /// N / M.
  var density: Double { Double(nonzeros) / Double(groupSize) }
}
