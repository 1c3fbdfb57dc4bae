import Testing

@testable import Training

/// If these fail, the progress line breaks over two lines of a narrow terminal and leaves pieces behind.
@Suite struct ProgressLineTests {
  private let line = ProgressLine(
    epoch: 3, epochs: 10, step: 1234, totalSteps: 5000, loss: 0.1234, samplesPerSecond: 1234.5, stepSeconds: 2)

  @Test(arguments: 1...120) func fitsTheTerminal(columns: Int) {
    let text = line.text(columns: columns)
    #expect(text.count <= columns)
    #expect(text.hasPrefix("[") || text == line.text(columns: columns).prefix(columns))
  }

  @Test func saysMostWhereThereIsRoom() {
    #expect(
      line.text(columns: 120)
        == "[####----------------]  step 1234/5000  2h05m left  loss 0.1234  epoch 4/10  1234 samples/s")
    #expect(line.text(columns: 79).hasSuffix("step 1234/5000  2h05m left  loss 0.1234  epoch 4/10  1234 samples/s"))
    #expect(line.text(columns: 40) == "step 1234/5000  2h05m left  loss 0.1234")
    #expect(line.text(columns: 30) == "step 1234/5000  2h05m left")
  }
}
