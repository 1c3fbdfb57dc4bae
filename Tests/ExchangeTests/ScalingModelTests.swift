import Testing

@testable import Exchange

/// If these fail, `bench scaling` promises a step time that its own assumptions do not give.
@Suite struct ScalingModelTests {
  /// 1 Gbit/s, 100 microseconds.
  static let link = Link(gigabitsPerSecond: 1, latencyMicroseconds: 100)

  /// Two buckets of 12.5 MB (0.1 s of the link for each pass), ready at 0.3 and 0.5 s; backward ends at 0.5 s.
  static func model(processor: Double = 0, sums: Int = 1) -> ScalingModel {
    let cost = ExchangeCost(bytes: 12_500_000, sums: sums, memory: 1000)
    return ScalingModel(
      buckets: [0.3, 0.5].map { ScalingModel.Bucket(readySeconds: $0, processorSeconds: processor, cost: cost) },
      backwardEndSeconds: 0.5, optimizerSeconds: 0.05)
  }

  @Test func oneRankTakesWhatWasMeasured() {
    #expect(Self.model(processor: 1).stepSeconds(ranks: 1, link: Self.link) == 0.55)
    #expect(Self.model().meanBytes(ranks: 1) == 0 && Self.model().messages(ranks: 1) == 0)
  }

  @Test func theFirstBucketHidesAndTheLastDoesNot() {
    // Two ranks send each bucket once around: 0.1 s and two messages.
    let seconds = Self.model().stepSeconds(ranks: 2, link: Self.link)
    #expect(abs(seconds - (0.5 + 0.1 + 0.0002 + 0.05)) < 1e-9)
  }

  @Test func bucketsThatWaitForTheLinkFollowEachOther() {
    // Of many ranks nearly twice the bytes: the first bucket leaves the link at 0.3 + 0.2 and the latency.
    let ranks = 1000
    let each = 2 * 0.999 * 0.1 + 1998 * 0.0001
    let seconds = Self.model().stepSeconds(ranks: ranks, link: Self.link)
    #expect(abs(seconds - (0.3 + 2 * each + 0.05)) < 1e-9)
  }

  @Test func theCodecsWorkKeepsBackwardWaiting() {
    // A link without end: what remains is the work of both buckets, 0.04 s each.
    let fast = Link(gigabitsPerSecond: 1e9, latencyMicroseconds: 0)
    #expect(abs(Self.model(processor: 0.04).stepSeconds(ranks: 8, link: fast) - (0.5 + 0.08 + 0.05)) < 1e-6)
  }

  @Test func messagesAreThoseOfTheDocumentation() {
    #expect(Self.model().messages(ranks: 4) == 2 * 2 * 3)
    #expect(Self.model(sums: 2).messages(ranks: 4) == 2 * 4 * 3)
    var leader = ExchangeCost(bytes: 100, sums: 1, memory: 0)
    leader.leaderBytes = 40
    #expect(leader.messages(ranks: 4) == 6 + 2 && leader.messages(ranks: 5) == 8 + 3)
    #expect(leader.meanBytes(ranks: 4) == 110)
    // The leader's bytes go down the tree, level after level.
    let slow = Link(gigabitsPerSecond: 8e-9, latencyMicroseconds: 0)
    #expect(abs(leader.seconds(ranks: 4, link: slow) - (2 * 0.75 * 100 + 2 * 40)) < 1e-6)
  }

  @Test("Ratios to fp32 are those of the documentation's table for ResNet-18's large layers")
  func ratios() {
    let tensors = [GradientTensor(name: "weight", shape: [512, 512, 3, 3])]
    let dense = Codec.none.cost(tensors, CodecSettings()).meanBytes(ranks: 64)
    #expect(dense / Codec.bf16.cost(tensors, CodecSettings()).meanBytes(ranks: 64) == 2)
    let seeded = CodecSettings(["compress-mask": "seeded"])
    #expect(dense / Codec.nm.cost(tensors, seeded).meanBytes(ranks: 64) == 4)
    #expect(dense / Codec.powersgd.cost(tensors, CodecSettings()).meanBytes(ranks: 64) > 100)
  }
}
