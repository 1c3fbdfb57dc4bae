import Exchange
import Network
import Tensors

/// Everything that a continued run goes on from, as one value, at the end of a step.
///
/// Tensors are views of what the run works on, each by a unique name: who keeps them copies them before the next step.
/// What differs from rank to rank is each rank's own: running statistics, residuals.
public struct TrainingState {
  /// How far the run is.
  public var progress: TrainingProgress
  /// Parameters and this rank's running statistics.
  public var network: NetworkState
  /// Momenta or moments, and steps taken.
  public var optimizer: OptimizerState
  /// The moving averages of the parameters, by parameter as `conv1.weight.average`; none where none are kept.
  public var averages: [String: Tensor]
  /// Those of this rank's running statistics.
  public var averagedStatistics: [String: Tensor]
  /// The codec that runs, its route, residuals and PowerSGD's Q.
  public var exchange: ExchangeState

  /// The tensors that are the same on every rank, besides the parameters.
  var shared: [String: Tensor] { optimizer.tensors.merging(averages) { first, _ in first } }
}

extension TrainingStep {
  /// The state after the last step.
  func state(_ progress: TrainingProgress) -> TrainingState {
    TrainingState(
      progress: progress, network: network.state, optimizer: optimizer.state,
      averages: average?.parameters ?? [:], averagedStatistics: average?.statistics ?? [:], exchange: exchange.state)
  }
}
