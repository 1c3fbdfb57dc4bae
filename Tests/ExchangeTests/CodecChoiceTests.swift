import Testing

@testable import Exchange

@Suite struct CodecChoiceTests {
  /// A step of 1 s whose backward lets buckets travel for 0.6 s; the last bucket is a twentieth.
  static func choice(
    _ seconds: [Double], processor: [Double] = [0.02, 0.03, 0.04, 0.05], overlaps: Bool = true
  ) -> CodecChoice {
    CodecChoice(
      computeSeconds: 1, windowSeconds: 0.6, lastBucketShare: 0.05, overlaps: overlaps,
      trials: zip(CodecChoice.candidates, zip(seconds, processor)).map {
        CodecChoice.Trial(codec: $0, seconds: $1.0, processorSeconds: $1.1)
      })
  }

  @Test("On a fast link nothing is compressed: encoding would cost more than it saves")
  func fastLink() {
    #expect(Self.choice([0.1, 0.05, 0.03, 0.02]).codec == Codec.none)
  }

  @Test("What backward hides is compressed only where sending it keeps the core busier than the codec does")
  func hidden() {
    #expect(Self.choice([0.6, 0.3, 0.2, 0.05]).codec == Codec.none)
    #expect(Self.choice([0.6, 0.3, 0.2, 0.05], processor: [0.08, 0.05, 0.04, 0.02]).codec == Codec.bf16)
    #expect(Self.choice([0.6, 0.3, 0.2, 0.05], overlaps: false).codec == Codec.nm)
  }

  @Test("A codec has to save a hundredth of the step if it rounds, a twentieth or a fifth if it sends values late")
  func leastGain() {
    #expect(Self.choice([0.7, 0.68, 0.6, 0.6], processor: [0, 0, 0, 0]).codec == Codec.bf16)
    #expect(Self.choice([0.6, 0.6, 0.6, 0.6], processor: [0.05, 0.05, 0.02, 0]).codec == Codec.none)
    #expect(Self.choice([0.6, 0.6, 0.6, 0.6], processor: [0.06, 0.06, 0, 0]).codec == Codec.nm)
    #expect(Self.choice([0.8, 0.8, 0.8, 0.6], processor: [0, 0, 0, 0]).codec == Codec.none)
    #expect(Self.choice([1, 1, 1, 0.6], processor: [0, 0, 0, 0]).codec == Codec.powersgd)
  }

  @Test("On a slow link the codec that loses least among the fast ones is taken")
  func slowLink() {
    #expect(Self.choice([1.0, 0.5, 0.25, 0.05]).codec == Codec.bf16)
    #expect(Self.choice([4, 2, 1, 0.05]).codec == Codec.powersgd)
  }

  @Test("The reason names every codec's step time")
  func explanation() {
    let text = Self.choice([4, 2, 1, 0.05]).explanation
    for codec in CodecChoice.candidates { #expect(text.contains(codec.rawValue)) }
    // What the measured steps took, and what a codec that is hidden but for the last bucket adds.
    #expect(text.contains("none 4400.0 ms"))
    #expect(text.contains("powersgd 1047.0 ms"))
  }
}
