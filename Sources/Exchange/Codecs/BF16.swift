extension Codec {
  public static let bf16 = Codec(
    "bf16", summary: "bfloat16, fp32's range with 8 bits of precision", leastGain: 0.01, largestError: 1e-2,
    cost: { tensors, _ in ShardedSum.cost(values: tensors.reduce(0) { $0 + $1.count }) }
  ) { try SixteenBitSum($0, format: .bfloat16) }
}
