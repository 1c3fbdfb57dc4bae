import Communication
import Kernels
import Tensors
import Timing

extension Trainer {
  /// Notes for TensorBoard what an evaluation found, where the time since the one before went, and what pruning and
  /// the exchange left of the gradients. Collective.
  func noteEvents(of evaluation: Evaluator.Result) throws {
    guard recipe.writesEvents else { return }
    let residual = try residualNorm()
    guard let events else { return }
    var scalars = [
      ("test/accuracy", evaluation.accuracy), ("test/loss", evaluation.loss),
      ("train/accuracy", progress.epochAccuracy),
    ]
    let totals = timer.totals()
    let seconds = Phase.allCases.map { totals.seconds(of: $0) - (totalsBefore?.seconds(of: $0) ?? 0) }
    let wall = Phase.allCases.filter(\.isExposed).reduce(0) { $0 + seconds[$1.rawValue] }
    scalars += Phase.allCases.map { ("time/\($0.name)", seconds[$0.rawValue] / max(wall, 1e-9)) }
    totalsBefore = totals
    scalars.append(("gradient/kept", recipe.pruning.map { Double($0.nonzeros) / Double($0.groupSize) } ?? 1))
    let sent = trainingStep.bytesSent / max(1, progress.step)
    let dense = network.gradients.count * MemoryLayout<Float>.stride
    if sent > 0 { scalars.append(("exchange/compression_ratio", Double(dense) / Double(sent))) }
    scalars.append(("exchange/residual_norm", residual))
    try events.append(scalars, step: progress.step)
  }

  /// The norm, over all ranks, of what the codec has not sent yet. Collective.
  private func residualNorm() throws -> Double {
    let residuals = trainingStep.exchange.state.tensors.filter { $0.key.hasSuffix(".residual") }.values
    let norms = residuals.map { context.norm(of: $0) }
    return try communicator.allreduce(norms.reduce(0) { $0 + $1 * $1 }, .sum, for: "the residuals").squareRoot()
  }
}
