import Files
import Foundation
import Timing

/// A study of accuracy against time: dense runs of a few lengths and pruned ones that take as long or less.
///
/// Its folder holds `runs/SETTING/RUN`, the output folders of finished runs, and `steps/SETTING.json`, what
/// `bench step` measured of each setting but `dense`.
public struct ClockStudy {
  private struct StepTimes: Decodable {
    let dense: Double
    let pruned: Double

    private enum CodingKeys: String, CodingKey {
      case dense = "dense_ms"
      case pruned = "pruned_ms"
    }
  }

  let dense: StudySetting
  let pruned: [StudySetting]
  /// Seconds.
  let denseStep: Double

  /// - Throws: `ReadingError` where a file is missing or damaged, or a run has not finished.
  public init(folder: String) throws {
    let names = try FolderListing.names(in: folder + "/runs").filter { !$0.hasPrefix(".") }.sorted()
    guard names.contains(StudySetting.dense) else {
      throw ReadingError(folder, "holds no runs/\(StudySetting.dense)", hint: "name the folder of a study")
    }
    var steps: [String: StepTimes] = [:]
    for name in names where name != StudySetting.dense {
      steps[name] = try JSONFile.decode(
        StepTimes.self, at: "\(folder)/steps/\(name).json", limit: 1 << 16, expected: "the times of bench step")
    }
    guard !steps.isEmpty else { throw ReadingError(folder, "holds no pruned runs", hint: "start the study again") }
    let denseStep = steps.values.map(\.dense).median / 1000
    func setting(_ name: String) throws -> StudySetting {
      let records = try RunRecord.read(try RunFinder.folders(in: ["\(folder)/runs/\(name)"]))
      return try StudySetting(
        name: name, records: records, stepRatio: steps[name].map { $0.pruned / $0.dense },
        denseStepSeconds: denseStep)
    }
    self.denseStep = denseStep
    dense = try setting(StudySetting.dense)
    pruned = try names.filter { $0 != StudySetting.dense }.map(setting)
  }

  /// Tables in Markdown: accuracy at equal time for every length, and the time to dense's accuracy.
  public var tables: String { ClockTables(study: self).text }

  /// Writes the figure to `path`, whole or not at all; what was there is replaced.
  /// - Throws: `WritingError`.
  public func writeFigure(to path: String) throws {
    let file = try WholeFile(path)
    try file.append(Data(ClockFigure(study: self).svg.utf8))
    try file.commit()
  }
}
