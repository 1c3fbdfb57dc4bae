import Kernels
import Network
import Tensors

/// The exponential moving average of what training changes of a network, which is evaluated and saved in its place.
///
/// After each step average = decay * average + (1 - decay) * value, with a decay of at most (1 + step) / (10 + step),
/// so that the first steps do not weigh on a short run. Running statistics are averaged as the weights are: they belong
/// to them.
final class WeightAverage {
  /// Of the trained parameters, the same on every rank, as `conv1.weight.average`.
  let parameters: [String: Tensor]
  /// Of the running statistics, each rank's own, by their names.
  let statistics: [String: Tensor]

  private let decay: Double
  private let network: Network
  private let context: ComputeContext
  private let values: [Tensor]
  private let averages: [Tensor]
  /// As many elements as the largest tensor has.
  private let scratch: [Int: Tensor]

  init(of network: Network, decay: Double, context: ComputeContext) {
    self.decay = decay
    self.network = network
    self.context = context
    let buffers = network.buffers.filter { !$0.isFrozen }
    values = network.backwardOrder.map(\.value) + buffers.map(\.value)
    averages = values.map { value in
      let average = Tensor(count: value.count)
      average.copy(from: value)
      return average
    }
    let largest = Tensor(count: values.map(\.count).max() ?? 0)
    scratch = values.reduce(into: [:]) { $0[$1.count] = $0[$1.count] ?? largest.slice(offset: 0, count: $1.count) }
    parameters = network.backwardOrder.named("average", averages)
    statistics = Dictionary(uniqueKeysWithValues: zip(buffers.map(\.name), averages[network.backwardOrder.count...]))
  }

  /// Takes in the values after step `step`, counted from 0.
  func update(step: Int) {
    let decay = Float(min(decay, Double(1 + step) / Double(10 + step)))
    for (value, average) in zip(values, averages) {
      let share = scratch[value.count]!
      context.scale(value, by: 1 - decay, into: share)
      context.scale(average, by: decay, into: average)
      context.add(share, to: average)
    }
  }

  /// Runs `body` while the network holds the average; training goes on with the values from before.
  func use<Result>(_ body: () throws -> Result) rethrows -> Result {
    exchange()
    defer { exchange() }
    return try body()
  }

  private func exchange() {
    for (value, average) in zip(values, averages) {
      let kept = scratch[value.count]!
      kept.copy(from: value)
      value.copy(from: average)
      average.copy(from: kept)
    }
    network.weightsChanged()
  }
}
