import ArgumentParser
import Kernels
import Network
import Training

extension Model: ExpressibleByArgument {}
extension Stem: ExpressibleByArgument {}
extension KernelSelection: ExpressibleByArgument {}
extension WeightGradientSource: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension Schedule.Shape: ExpressibleByArgument {}
extension CheckpointSettings.ErrorAction: ExpressibleByArgument {}

/// Numbers separated by commas, as a command line gives one value a channel.
struct NumberList: ExpressibleByArgument {
  let values: [Float]

  init?(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
    guard !values.isEmpty, values.allSatisfy({ $0?.isFinite ?? false }) else { return nil }
    self.values = values.compactMap { $0 }
  }
}
