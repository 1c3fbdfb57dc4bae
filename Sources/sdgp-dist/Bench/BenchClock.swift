import ArgumentParser
import Files
import Report

/// `sdgp-dist bench clock`: the tables and the figure of a study of accuracy against time.
struct BenchClock: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "Tables accuracy against time, from the runs of launch/results clock.")

  @Argument(help: "The study's folder, with runs/SETTING/RUN and steps/SETTING.json.")
  var folder: String

  func run() throws {
    let study = try ClockStudy(folder: folder)
    try study.writeFigure(to: folder + "/clock.svg")
    try StandardStream.print(study.tables)
  }
}
