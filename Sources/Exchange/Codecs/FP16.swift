extension Codec {
  /// Never better than bfloat16 for `auto`: as many bytes, a smaller range.
  public static let fp16 = Codec(
    "fp16", summary: "IEEE half, 11 bits of precision, a small range", leastGain: nil, largestError: 1e-2,
    cost: { tensors, _ in ShardedSum.cost(values: tensors.reduce(0) { $0 + $1.count }) }
  ) { try SixteenBitSum($0, format: .float16) }
}
