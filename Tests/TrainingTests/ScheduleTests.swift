import Testing

@testable import Training

/// If these fail, a run learns at other rates than its recipe says, or a continued run at other rates than before.
@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, epochs: Int = 10, stepsPerEpoch: Int = 4) -> [Double] {
    (0...epochs * stepsPerEpoch).map { schedule.factor(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs) }
  }

  @Test func cyclicRisesToThePeakAndFallsToZero() {
    let factors = factors(Schedule(shape: .cyclic, peakEpoch: 2, warmupEpochs: 0))
    #expect(factors[0] == 0 && factors[4] == 0.5 && factors[8] == 1)
    #expect(abs(factors[24] - 0.5) < 1e-12)
    #expect(factors[40] == 0)
  }

  @Test func cyclicPeaksAtTheEndOfAShortRun() {
    let factors = factors(Schedule(shape: .cyclic, peakEpoch: 5, warmupEpochs: 0), epochs: 1)
    #expect(factors[0] == 0 && factors[2] == 0.5)
    #expect(factors.allSatisfy { $0.isFinite })
  }

  @Test func stepFallsAtHalfAndThreeQuarters() {
    let factors = factors(Schedule(shape: .step, peakEpoch: 2, warmupEpochs: 0))
    #expect(factors[0] == 1 && factors[19] == 1 && factors[20] == 0.1 && factors[29] == 0.1 && factors[30] == 0.01)
  }

  @Test func cosineWarmsUpFirst() {
    let factors = factors(Schedule(shape: .cosine, peakEpoch: 2, warmupEpochs: 2))
    #expect(factors[0] == 0 && factors[4] == 0.5 && factors[8] == 1)
    #expect(abs(factors[24] - 0.5) < 1e-12 && factors[40] < 1e-12)
  }

  @Test func constantStays() {
    #expect(factors(Schedule(shape: .constant, peakEpoch: 2, warmupEpochs: 0)).allSatisfy { $0 == 1 })
  }
}
