import ArgumentParser

/// `sdgp-dist data`: looks at data and makes it.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Looks at data sets and makes them.",
    subcommands: [DataInspectCommand.self, DataMakeCommand.self, DataPackCommand.self])
}
