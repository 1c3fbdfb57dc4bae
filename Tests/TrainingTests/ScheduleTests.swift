import Testing

@testable import Training

/// If these fail, a run learns at other rates than its recipe says, or a continued run at other rates than before.
@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, epochs: Double = 10, stepsPerEpoch: Int = 4) -> [Double] {
    (0...Schedule.steps(stepsPerEpoch: stepsPerEpoch, epochs: epochs)).map {
      schedule.factor(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    }
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

  @Test func aRunMayEndWithinAnEpoch() {
    let factors = factors(Schedule(shape: .cyclic, peakEpoch: 1.25), epochs: 2.5)
    #expect(factors.count == 11 && factors[5] == 1 && factors[10] == 0)
    #expect(abs(factors[9] - 0.2) < 1e-12)
    #expect(Schedule.steps(stepsPerEpoch: 4, epochs: 0.01) == 1)
  }

  @Test func pruningBeginsAndEndsWithinEpochs() {
    let period = PruningPeriod(start: 0.5, end: 2)
    #expect((0..<12).filter { period.contains(step: $0, stepsPerEpoch: 4) } == [2, 3, 4, 5, 6, 7])
    #expect(PruningPeriod().contains(step: 0, stepsPerEpoch: 4) && PruningPeriod().contains(step: 99, stepsPerEpoch: 4))
  }

  @Test func stepFallsAtHalfAndThreeQuarters() {
    let factors = factors(Schedule(shape: .step, peakEpoch: 2, warmupEpochs: 0))
    #expect(factors[0] == 1 && factors[19] == 1 && factors[20] == 0.1 && factors[29] == 0.1)
    #expect(abs(factors[30] - 0.01) < 1e-12)
  }

  @Test func stepFallsAtItsMilestones() {
    var schedule = Schedule(shape: .step, warmupEpochs: 1)
    (schedule.milestones, schedule.gamma) = ([3, 6, 9], 0.5)
    let factors = factors(schedule)
    #expect(factors[2] == 0.5 && factors[4] == 1 && factors[11] == 1 && factors[12] == 0.5)
    #expect(factors[24] == 0.25 && factors[36] == 0.125)
  }

  @Test(arguments: [Schedule.Shape.step, .cosine, .constant]) func everyOtherShapeWarmsUp(_ shape: Schedule.Shape) {
    let factors = factors(Schedule(shape: shape, warmupEpochs: 2))
    #expect(factors[..<9] == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1])
  }

  @Test func aRunThatLearnsNothingIsFound() {
    #expect(Schedule(shape: .cyclic).isZero(stepsPerEpoch: 1, epochs: 1))
    #expect(Schedule(shape: .cosine, warmupEpochs: 0.5).isZero(stepsPerEpoch: 1, epochs: 1))
    #expect(!Schedule(shape: .cyclic).isZero(stepsPerEpoch: 1, epochs: 2))
    #expect(!Schedule(shape: .cyclic).isZero(stepsPerEpoch: 2, epochs: 1))
    #expect(!Schedule(shape: .constant).isZero(stepsPerEpoch: 1, epochs: 1))
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
