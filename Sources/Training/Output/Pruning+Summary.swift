import Files
import Kernels

extension Pruning {
  /// The pruning in a few words: `rescaled 2:4 shared by 4, weight gradient dense`.
  var summary: String {
    "\(rule.rawValue) \(nonzeros):\(groupSize) shared by \(share), weight gradient \(weightGradient.rawValue)"
  }
}

extension RunSummary.PruningSummary {
  init(_ pruning: Pruning?) {
    self.init()
    guard let pruning else { return }
    rule = pruning.rule.rawValue
    (nonzeros, groupSize, share) = (pruning.nonzeros, pruning.groupSize, pruning.share)
    weightGradient = pruning.weightGradient.rawValue
  }
}
