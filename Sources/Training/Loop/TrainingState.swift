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
  /// The codec that runs, its route, residuals and PowerSGD's Q.
  public var exchange: ExchangeState
}

extension TrainingStep {
  /// The state after the last step; setting it continues from another run's.
  ///
  /// - Throws: `ExchangeError.mismatchedState` where the exchange's settings are others.
  func state(_ progress: TrainingProgress) -> TrainingState {
    TrainingState(
      progress: progress, network: network.state, optimizer: optimizer.state, exchange: exchange.state)
  }

  /// Continues from `state`, before this run's first step. Collective.
  ///
  /// - Throws: `ExchangeError.mismatchedState` where the exchange's settings are others.
  func restore(_ state: TrainingState) throws {
    network.state = state.network
    optimizer.state = state.optimizer
    try exchange.restore(state.exchange, lastStep: state.progress.step)
  }
}
