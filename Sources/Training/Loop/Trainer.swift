import Communication
import Datasets
import Exchange
import Files
import Foundation
import Kernels
import Logging
import Network
import Tensors
import Timing

/// Trains one network data-parallel: every rank runs forward and backward on its share of each batch, the exchange
/// sums the gradients, every rank takes the same step.
public final class Trainer {
  let recipe: Recipe
  let communicator: Communicator
  let context: ComputeContext
  let dataset: Dataset
  let description: ModelDescription
  /// Options of `train` that repeat the run.
  let arguments: [String]
  let network: Network
  let trainingStep: TrainingStep
  let statistics: SharedStatistics
  let sampler: BatchSampler
  let loader: BatchLoader
  let evaluator: Evaluator
  let folder: RunFolder
  /// On the first rank, as `events`, from the moment on at which nothing of the start can be refused any more.
  private(set) var metrics: MetricsWriter?
  private(set) var events: EventFile?
  let console: Console
  let logger: Logger
  let checkpointWriter: CheckpointWriter
  /// The run's identity, which all its files carry; a continued run keeps it.
  let identity: String
  let totalSteps: Int
  /// The step that the run was continued after; nil where it was not.
  let continuedStep: Int?
  let startedAt = Date().ISO8601Format()
  var progress = TrainingProgress()
  var timer: PhaseTimer { trainingStep.timer }
  /// Whether this rank was asked to stop; tests ask otherwise than by a signal.
  var isAskedToStop = { StopSignal.hasCome }
  /// Whether it was said that the disk is slower than the checkpoints.
  var hasSkippedCheckpoint = false
  var health = HealthWatch()
  /// What the phases came to at the latest evaluation.
  var totalsBefore: PhaseTotals?
  let lock: RunLock?
  /// The folder of results where another run took the one that was given.
  var substitute: RunFolder?
  private var lastCheckpoint = ContinuousClock.now

  /// Opens the data, builds the network, agrees with the other ranks on what is to be done, and continues from a
  /// checkpoint where the recipe says so.
  ///
  /// Collective: every rank gives the same recipe.
  /// - Throws: `Failure` on every rank where one of them cannot start.
  ///
  /// - Parameter arguments: options of `train` that come to the recipe, for `config.json`.
  public init(
    recipe: Recipe, communicator: Communicator, warnings: [String] = [], arguments: [String] = []
  ) throws {
    self.recipe = recipe
    self.arguments = arguments
    self.communicator = communicator
    communicator.deadlineSeconds = recipe.exchange.stallSeconds
    let console = Console(isSilent: recipe.quiet || communicator.rank != 0)
    self.console = console
    warnings.forEach(console.warning)
    ProcessorShortage.warning(threads: recipe.threads, ranks: communicator.localSize).map(console.warning)
    try communicator.verifyCourse(of: recipe)

    let point =
      recipe.checkpoints.resumes
      ? try ResumePoint.newest(in: recipe.output ?? "", communicator, warn: console.warning) : nil
    let setup = try communicator.collectively(for: "the data and the network") {
      try Setup(recipe: recipe, communicator: communicator, startingAt: point?.manifest.progress.step ?? 0)
    }
    context = setup.context
    communicator.watch?.follow(context.timer.currentPhase)
    dataset = setup.dataset
    network = setup.network
    description = setup.description
    sampler = setup.sampler
    loader = setup.loader
    // Before the folder is touched: a run that is refused leaves it as it is.
    let changes = try communicator.collectively(for: "the checkpoint") {
      try point.map { try Self.changes(from: $0.manifest, to: recipe, setup.dataset) } ?? []
    }
    totalSteps = min(
      recipe.steps ?? .max, Schedule.steps(stepsPerEpoch: sampler.stepsPerEpoch, epochs: recipe.epochs))
    continuedStep = point?.manifest.progress.step

    trainingStep = try communicator.collectively(for: "the exchange") {
      try setup.makeTrainingStep(recipe, communicator)
    }
    statistics = SharedStatistics(of: network, communicator: communicator)
    evaluator = Evaluator(
      network: network, images: setup.testImages, context: context, flipsAtTestTime: recipe.flipsAtTestTime,
      statistics: statistics, communicator: communicator)

    evaluator.onBatch = { done, total in
      console.progress { ProgressLine.evaluation(done: done, total: total, columns: $0) }
    }

    let path = try communicator.agreedOutputPath(recipe.output)
    (folder, lock, logger) = try communicator.collectively(for: "the output folder") {
      let folder = try RunFolder(creating: path)
      let logger = try RankLog.logger(folder: folder, rank: communicator.rank)
      guard communicator.rank == 0 else { return (folder, nil, logger) }
      let lock = try folder.claim(continuing: point, settings: recipe.checkpoints, warn: console.warning)
      return (folder, lock, logger)
    }
    console.logger = logger
    setup.warnings.forEach(console.warning)
    identity = try communicator.agreed(point?.manifest.run ?? UUID().uuidString, for: "the run's identity")
    checkpointWriter = CheckpointWriter(
      folder: CheckpointFolder(run: path), settings: recipe.checkpoints, communicator: communicator, console: console,
      lock: lock)
    if let point { try restore(point) }
    if let steps = recipe.traceSteps { trainingStep.record(steps: steps) }
    changes.forEach { console.line("continues otherwise than before: \($0)") }
    try communicator.collectively(for: "the output folder") { try openRecords(continuing: point) }
  }

  /// Writes `config.json`, and opens what the run adds to as it goes, cut back to `point`, on the first rank.
  private func openRecords(continuing point: ResumePoint?) throws {
    guard communicator.rank == 0 else { return }
    // Before any other file: without it the folder is taken for another program's.
    try writeConfiguration(to: folder)
    let step = point?.manifest.progress.step ?? 0
    CheckpointFolder(run: folder.path).setAside(after: step)
    metrics = try MetricsWriter(
      path: folder.path(of: "metrics.jsonl"), continuingAt: point?.manifest.metricsBytes ?? 0)
    guard recipe.writesEvents else { return }
    events = try EventFile(
      folder: folder.path(of: EventFile.folder), host: communicator.hostNames[0], continuingAfter: step)
  }

  /// Trains to the end, writes the results and returns their summary.
  ///
  /// Collective.
  /// - Throws: what stops this rank; the caller ends the others (`Communicator.abort`). `Failure` with the code 75 on
  ///   every rank after a signal and a checkpoint.
  public func run() throws -> RunSummary {
    announce()
    warnWhereNothingIsPruned()
    try announceSaving()
    while progress.step < totalSteps, !progress.isOutOfPatience(recipe.patienceEpochs) {
      if progress.step % sampler.stepsPerEpoch == 0 { progress.beginEpoch() }
      let agreement = try step()
      if isEvaluationDue { try evaluate() }
      if agreement.areWritersDone, checkpointWriter.isBusy {
        try timer.measure(.checkpoint) { try checkpointWriter.advance() }
      }
      let isDue = recipe.checkpoints.everySteps.map { progress.step % $0 == 0 } ?? false
      if isDue || agreement.isCheckpointDue {
        lastCheckpoint = .now
        try timer.measure(.checkpoint) { try beginCheckpoint() }
      } else if recipe.checkpoints.verifyEverySteps > 0, progress.step % recipe.checkpoints.verifyEverySteps == 0 {
        try verifyReplicas()
      }
      if agreement.stops, progress.step < totalSteps { try stop() }
    }
    if progress.evaluatedStep != progress.step { try evaluate() }
    if progress.step < totalSteps, let best = progress.best {
      console.line("stopped early: no epoch since \(best.epoch) was better")
    }
    return try finish()
  }

  /// Whether rank 0 finds that a checkpoint is due by time.
  var isCheckpointDueByTime: Bool {
    guard communicator.rank == 0, let minutes = recipe.checkpoints.everyMinutes else { return false }
    return (ContinuousClock.now - lastCheckpoint) / .seconds(60) >= minutes
  }

  /// Trained values of the network.
  var parameterCount: Int { network.parameters.reduce(0) { $0 + $1.value.count } }

  /// How gradients travel now.
  var runningCodec: Codec { trainingStep.exchange.codec ?? .none }

  private func announce() {
    let pruning = recipe.pruning.map(\.summary) ?? "none"
    console.line(
      "sdgp-dist \(version): \(recipe.model.rawValue) (\(parameterCount) parameters) on \(dataset.name) "
        + "(\(dataset.training.count) training and \(dataset.test.count) test images)")
    let names = dataset.classNames.joined(separator: ", ")
    console.line("\(dataset.classes) classes: \(names.count > 80 ? names.prefix(80) + "..." : names)")
    let (input, stored) = (description.imageSize, description.storedSize)
    if input[0] > stored[0] || input[1] > stored[1] {
      console.line("images of \(stored[0])x\(stored[1]) are enlarged to \(input[0])x\(input[1])")
    }
    console.line(
      "\(communicator.size) rank\(communicator.size == 1 ? "" : "s") of \(context.threads) "
        + "thread\(context.threads == 1 ? "" : "s"), \(context.kernels.rawValue) kernels, "
        + "\(context.precision.rawValue) products, pruning \(pruning), batch \(recipe.batchSize), "
        + "output \(folder.path)")
    announceDenseProducts()
    announceAugmentation()
    announceReuse()
    let host = communicator.hostNames[communicator.rank]
    let process = ProcessInfo.processInfo.processIdentifier
    logger.info("rank \(communicator.rank) of \(communicator.size) on \(host), process \(process)")
  }

  /// Says where dense products take the place of sparse ones.
  private func announceDenseProducts() {
    guard recipe.precision == .bf16, let pruning = recipe.pruning else { return }
    let layers = network.convolutionShapes.filter(\.isPruned)
    let inputs = layers.filter(\.needsInputGradient)
    let denseInputs = inputs.count { !SparseInputGradient.pays(for: $0.shape, pruning: pruning, context: context) }
    var products = "\(denseInputs) of \(inputs.count) pruned input gradients"
    var denseProducts = denseInputs
    if let own = pruning.ofWeightGradient {
      let dense = layers.count { !SparseWeightGradient.pays(for: $0.shape, pruning: own, context: context) }
      products += " and \(dense) of \(layers.count) weight gradients"
      denseProducts += dense
    }
    guard denseProducts > 0 else { return }
    let kind = recipe.precision.hasTileProducts ? "bf16 tiles (AMX)" : "bf16"
    console.line("dense products in \(kind) are faster than sparse ones for \(products), and take their place")
  }

  private func announceAugmentation() {
    guard recipe.augments else { return console.line("augmentation none") }
    if let augmentation = recipe.augmentation { return console.line("augmentation \(augmentation)") }
    let standard = dataset.defaultAugmentation
    console.line(
      standard == .writtenCharacters
        ? "augmentation none, as for letters and digits, whose mirror images are other signs; --augment changes it"
        : "augmentation \(standard), as for photographs; --augment changes it")
  }

  /// Says what of the weights is not from the seed, and what is not trained.
  private func announceReuse() {
    if progress.step == 0, let path = recipe.initialWeights {
      switch recipe.initialHead {
      case .kept: console.line("starts with the weights of \(path)")
      case .new:
        console.line(
          "starts with the weights of \(path), but for the last layer (\(network.headName)), which starts afresh with "
            + "\(dataset.classes) classes")
      }
    }
    let frozen = network.parameters.filter(\.isFrozen)
    if !frozen.isEmpty {
      console.line(
        "frozen: \(frozen.count) of \(network.parameters.count) parameter tensors, "
          + "\(frozen.reduce(0) { $0 + $1.value.count }) of \(parameterCount) values")
    }
  }

  /// Writes `config.json`, on the first rank.
  func writeConfiguration(to folder: RunFolder) throws {
    guard communicator.rank == 0 else { return }
    try folder.write(
      RunConfiguration(
        version: version, run: identity, continuedFrom: continuedStep, recipe: recipe, arguments: arguments,
        network: description, worldSize: communicator.size, hosts: communicator.hostNames,
        kernels: context.kernels.rawValue,
        codec: trainingStep.exchange.selectedCodec ?? (progress.step > 0 ? runningCodec : nil),
        codecAfter: trainingStep.exchange.codecAfter, onednnVersion: ComputeContext.oneDNNVersion,
        dataset: dataset.name, startedAt: startedAt), to: "config.json")
  }
}
