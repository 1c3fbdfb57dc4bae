import ArgumentParser
import Communication
import Training

extension TrainCommand {
  func run() throws {
    let communicator = try Communicator.start()
    let (options, warnings) = try communicator.collectively(for: "the options") {
      try resolve(ranks: communicator.size)
    }
    try train(options, communicator: communicator, warnings: warnings)
    try Communicator.finalize()
  }

  /// The exchange's thread ends with this call, before MPI does.
  private func train(_ options: TrainCommand, communicator: Communicator, warnings: [String]) throws {
    let recipe = try communicator.collectively(for: "the options") { try options.recipe() }
    _ = try Trainer(
      recipe: recipe, communicator: communicator, warnings: warnings, arguments: try options.arguments()
    ).run()
  }

  /// The recipe file's options with those of the command line after them, which therefore win.
  private func resolve(ranks: Int) throws -> (options: TrainCommand, warnings: [String]) {
    guard let path = runOptions.config else { return (try settled(self), []) }
    let file = try RecipeFile(path: path)
    let fileArguments = NegativeNumbers.joined(file.arguments)
    do {
      let fromFile = try TrainCommand.parse(fileArguments)
      _ = try fromFile.recipe()
    } catch {
      throw RecipeFileError("\(path): \(TrainCommand.message(for: error)); keys are the options of train")
    }
    let given = NegativeNumbers.joined(Array(CommandLine.arguments.drop { $0 != "train" }.dropFirst()))
    let arguments = YieldingOptions(to: given).removed(from: fileArguments) + given
    // A recipe is made for its data: what is trained on without any would be the digits, at whatever size it names.
    guard arguments.contains(where: { $0 == "--data" || $0.hasPrefix("--data=") }) else {
      throw SettingsError("\(path) names no data; give --data FOLDER, or digits or shapes")
    }
    var warnings = file.warnings
    if let before = file.ranks, before != ranks {
      warnings.append("\(path): the run had \(before) ranks and this has \(ranks); sums are rounded otherwise")
    }
    return (try settled(TrainCommand.parse(arguments)), warnings)
  }

  /// With what `--prune auto` comes to, so that the run's own record repeats it wherever it is started again.
  private func settled(_ options: TrainCommand) throws -> TrainCommand {
    var options = options
    try options.settlePruning()
    return options
  }
}
