import ArgumentParser
import Foundation
import Testing
import Training

@testable import sdgp_dist

/// If these fail, a number that is far out of range ends every rank by a trap, an endless loop, or an error that names no
/// option.
@Suite struct NumberOptionTests {
  /// Every option of `train` that takes a value, by its help.
  static let options = TrainCommand.helpMessage(columns: 1000).matches(of: /(?m)^  (--[a-z-]+) <.*>/).map {
    String($0.1)
  }

  /// Whether the option takes the value; then the recipe is refused, or JSON knows its numbers: the ranks compare their
  /// recipes as JSON.
  private func takes(_ option: String, _ value: String) -> Bool {
    guard let options = try? TrainCommand.parse(["\(option)=\(value)"]) else { return false }
    guard let recipe = try? options.recipe() else { return true }
    #expect(throws: Never.self, "\(option)=\(value)") { try JSONEncoder().encode(recipe) }
    return true
  }

  @Test func absurdNumbersAreTakenOrRefused() {
    #expect(Self.options.count > 40)
    var (fractional, whole) = (0, 0)
    for option in Self.options {
      // One that takes this takes fractions, or words.
      if takes(option, "inf") {
        fractional += ["nan", "-inf", "1e308"].allSatisfy { takes(option, $0) } ? 1 : 0
      } else {
        whole += takes(option, "9223372036854775807") ? 1 : 0
      }
    }
    #expect(fractional > 10 && whole > 15, "\(fractional) \(whole)")
  }

  @Test func sizesThatGrowWithEachOtherStayNumbers() throws {
    let rate = ["--learning-rate=1e308", "--base-batch-size=1"]
    #expect(throws: SettingsError.self) { try TrainCommand.parse(rate).recipe() }
  }
}
