extension RunSummary.PruningSummary {
  /// `2:4 rescaled, share 4`, with the weight gradient where it is pruned too; `none` for a dense run.
  public var title: String {
    guard let nonzeros, let groupSize else { return "none" }
    let shared = share.map { ", share \($0)" } ?? ""
    let both = weightGradient == "pruned" ? ", both gradients" : ", both gradients, the weights' unbiased"
    return "\(nonzeros):\(groupSize) \(rule)\(shared)\(weightGradient == "dense" ? "" : both)"
  }
}
