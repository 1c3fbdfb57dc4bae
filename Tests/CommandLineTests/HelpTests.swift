import Testing

@testable import sdgp_dist

/// If these fail, someone who knows the program from its help alone does not find what an option does.
@Suite struct HelpTests {
  private let help = TrainCommand.helpMessage(columns: 1000).split(separator: "\n")

  @Test func optionsStandInGroups() {
    let titles = help.filter { $0.wholeMatch(of: /[A-Z]+:/) != nil }
    #expect(titles == ["DATA:", "MODEL:", "OPTIMIZATION:", "PRUNING:", "EXCHANGE:", "RUN:", "OUTPUT:", "OPTIONS:"])
    #expect(help.last?.contains("Show help information.") == true)
    #expect(help.dropLast().last == "OPTIONS:", "No option but that for help is outside a group.")
  }

  /// A sentence, and where there is a choice what each does.
  @Test func everyOptionAndChoiceIsExplained() {
    // A long name has its sentence on the next line.
    let options = zip(help, help.dropFirst()).filter { $0.0.hasPrefix("  --") }.map { line, next in
      line.contains(/^  --\S+( <\S+>)?$/) ? line + " " + next : String(line)
    }
    #expect(options.count > 60)
    for option in options {
      #expect(option.contains(/^  --\S+( <\S+>)? +[A-Z][^.]+/) && !option.contains(/> +\(/), "\(option)")
    }
    for choice in ["unbiased", "rescaled", "cosine", "step", "lars", "adamw", "powersgd", "none"] {
      #expect(help.contains { $0.contains(try! Regex("^ +\(choice) +- [a-zA-Z-]+ ")) }, "\(choice)")
    }
  }

  @Test func namesThatAreNearAreSuggestedAndOthersNot() {
    let names = ["none", "magnitude", "random", "rescaled", "unbiased"]
    #expect(NearestName.of("recaled", among: names) == "rescaled")
    #expect(NearestName.of("Magnitdue", among: names) == "magnitude")
    #expect(NearestName.of("fancy", among: names) == nil)
  }

  @Test func negativeNumbersAreValues() {
    let joined = NegativeNumbers.joined([
      "train", "--mean", "-0.5,0.2", "--nesterov", "--std", "0.3", "-h", "--x=1", "-.5",
    ])
    #expect(joined == ["train", "--mean=-0.5,0.2", "--nesterov", "--std", "0.3", "-h", "--x=1", "-.5"])
  }
}
