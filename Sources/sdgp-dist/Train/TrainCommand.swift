import ArgumentParser
import Training

/// `sdgp-dist train`, and its options: a recipe file holds the same, so that each is defined, explained and checked once.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model; under mpirun, all ranks together.",
    discussion: """
      SIGTERM, SIGINT, SIGUSR1 or SIGHUP to any rank: all finish the step, write a checkpoint and exit with 75; \
      --resume continues. A second SIGINT stops at once. A continued run may change \(changeable); other options are \
      those of the checkpoint, or it is refused.
      """)

  private static let changeable =
    "--data (the same images elsewhere), --init, --init-head, --output, --epochs, --steps, --evaluate-every, "
    + "--patience, --kernels, --threads, --quiet, --log-every, --stall-seconds, --trace, --trace-steps, --tensorboard "
    + "and all options of checkpoints"

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions
  @OptionGroup(title: "Pruning") var pruning: TrainPruningOptions
  @OptionGroup(title: "Exchange") var exchange: ExchangeOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// Whether the program chose how to prune, so that it has to be said.
  private(set) var choosesPruning = false

  /// Gives every option of pruning the value that it comes to.
  mutating func settlePruning() throws {
    if case .automatic = pruning.rule.prune {
      choosesPruning = true
      let denseStart = try AutomaticPruning(for: model.model).denseStart
      if pruning.pruneFrom == nil, denseStart > 0 { pruning.pruneFrom = denseStart * optimization.epochs }
    }
    pruning.rule = try pruning.rule.settled(for: model.model)
  }

  /// What the options come to.
  /// - Throws: where a value makes no sense.
  func recipe() throws -> Recipe {
    var recipe = Recipe()
    try data.apply(to: &recipe)
    model.apply(to: &recipe)
    optimization.apply(to: &recipe)
    recipe.pruning = try pruning.rule.pruning(of: model.model)
    recipe.announcesSaving = choosesPruning
    recipe.pruningPeriod = PruningPeriod(start: pruning.pruneFrom, end: pruning.pruneUntil)
    recipe.prunesLinear = pruning.pruneLinear
    recipe.exchange = exchange.configuration()
    runOptions.apply(to: &recipe)
    try output.apply(to: &recipe)
    try recipe.validate()
    return recipe
  }
}

/// Pruning with what only training chooses.
struct TrainPruningOptions: ParsableArguments {
  @OptionGroup var rule: PruningOptions
  @Option(help: "Epoch, counted from 0, from which gradients are pruned; backward is dense before.")
  var pruneFrom: Double?
  @Option(help: "Epoch at which pruning ends; backward is dense from there on.") var pruneUntil: Double?
  @Flag(inversion: .prefixedNo, help: "Prune linear layers too.") var pruneLinear = false
}
