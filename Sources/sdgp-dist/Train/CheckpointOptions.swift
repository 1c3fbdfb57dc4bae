import ArgumentParser
import Training

/// The options that say when a run keeps its state.
struct CheckpointOptions: ParsableArguments {
  @Option(help: "Steps between two checkpoints; none but at a stop if not given.") var checkpointEvery: Int?
  @Option(help: "Minutes between two checkpoints.") var checkpointMinutes: Double?
  @Option(help: "Checkpoints that stay, the newest.") var keep = 3
  @Flag(help: "Continue from the newest whole checkpoint in --output, or start if there is none.") var resume = false
  @Flag(help: "Replace a finished run, or an unfinished one's checkpoints and weights, in --output.")
  var overwrite = false
  @Option(help: "What follows where a checkpoint cannot be written: stop, or continue with a warning.")
  var onCheckpointError = CheckpointSettings.ErrorAction.stop
  @Option(help: "Steps between comparisons of the ranks' parameters; 0: at checkpoints and at the end.")
  var verifyEvery = 0

  /// What the options come to.
  func settings() -> CheckpointSettings {
    var settings = CheckpointSettings()
    settings.everySteps = checkpointEvery
    settings.everyMinutes = checkpointMinutes
    settings.kept = keep
    settings.resumes = resume
    settings.overwrites = overwrite
    settings.onError = onCheckpointError
    settings.verifyEverySteps = verifyEvery
    return settings
  }
}
