extension RunSummary.PruningSummary {
  /// `2:4 rescaled, share 4`, with the weight gradient where it is pruned too; `none` for a dense run.
  public var title: String {
    guard let nonzeros, let groupSize else { return "none" }
    let shared = share.map { ", share \($0)" } ?? ""
    let weights =
      switch weightGradient {
      case "pruned": ", both gradients"
      case "unbiased": ", both gradients, the weights' unbiased"
      default: ""
      }
    return "\(nonzeros):\(groupSize) \(rule)\(shared)\(weights)"
  }
}
