extension Codec {
  /// Never better than bfloat16 for `auto`: as many bytes, a smaller range.
  public static let fp16 = Codec(
    "fp16", summary: "IEEE half, 11 bits of precision, a small range", leastGain: nil, largestError: 1e-2
  ) { try SixteenBitSum($0, format: .float16) }
}
