import ArgumentParser
import Training

/// The options that say how long and how the network learns.
struct OptimizationOptions: ParsableArguments {
  @Option(help: "Passes over the training images; the last one may be a part, as in 2.5.") var epochs = 10.0
  @Option(help: "Stop after so many steps, if --epochs does not come first.") var steps: Int?
  @Option(help: "Samples of a step over all ranks.") var batchSize = 64
  @Option(help: "Parts that a rank's share of the batch is cut into, to hold fewer activations at once.")
  var accumulate = 1
  @Option(help: "How gradients change the weights.") var optimizer = OptimizerKind.sgd
  @Option(help: "The highest learning rate.") var learningRate = 0.1
  @Option(help: "The batch that --learning-rate is meant for; the rate grows with the batch. As it is if not given.")
  var baseBatchSize: Int?
  @Option(help: "PATTERN=FACTOR: a factor of the rate for the parameters that match; repeatable.")
  var learningRateScale: [ScaleList] = []
  @Option(help: "How the learning rate changes over the run.") var schedule = Schedule.Shape.cyclic
  @Option(help: "Epoch of the highest learning rate of the cyclic schedule; 2 if not given.") var peakEpoch: Double?
  @Option(help: "Epochs of linear rise before the other schedules.") var warmupEpochs = 0.0
  @Option(
    help: "Epochs after which the step schedule lowers the rate, such as 30,60; half and three quarters if not given.")
  var milestones: NumberList?
  @Option(help: "What the step schedule multiplies the rate with; 0.1 if not given.") var gamma: Double?
  @Option(help: "Share of the last step's change that is kept; with adamw, the first moment's decay.")
  var momentum = 0.9
  @Flag(inversion: .prefixedNo, help: "Nesterov's variant of momentum.") var nesterov = false
  @Option(help: "Pull towards zero, on weights of more than one dimension.") var weightDecay = 5e-4
  @Option(help: "Share of the probability that is spread over all classes.") var labelSmoothing = 0.0
  @Option(help: "Most that the norm of all gradients together may be; no limit if not given.")
  var clipNorm: Double?
  @Option(help: "Evaluate and save a moving average of the weights with this decay, such as 0.999; none if not given.")
  var emaDecay: Double?

  /// Sets what the options come to.
  func apply(to recipe: inout Recipe) {
    recipe.epochs = epochs
    recipe.steps = steps
    recipe.batchSize = batchSize
    recipe.accumulate = accumulate
    recipe.optimizer = optimizer
    recipe.learningRate = learningRate
    recipe.baseBatchSize = baseBatchSize
    recipe.learningRateScales = learningRateScale.flatMap(\.values)
    recipe.schedule = Schedule(shape: schedule, peakEpoch: peakEpoch, warmupEpochs: warmupEpochs)
    recipe.schedule.milestones = milestones?.values
    recipe.schedule.gamma = gamma
    recipe.momentum = momentum
    recipe.nesterov = nesterov
    recipe.weightDecay = weightDecay
    recipe.labelSmoothing = labelSmoothing
    recipe.clipNorm = clipNorm
    recipe.averageDecay = emaDecay
  }
}
