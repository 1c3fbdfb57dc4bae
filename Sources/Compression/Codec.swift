/// How a gradient travels between the ranks.
public enum Codec: String, CaseIterable, Codable, Sendable {
  /// fp32.
  case none
  /// bfloat16: fp32's range with 8 bits of precision.
  case bf16
  /// IEEE half precision: 11 bits of precision, a small range.
  case fp16
  /// N of every M values, chosen alike on all ranks.
  case nm
  /// Rank-r factors of each weight matrix (Vogels, Karimireddy, Jaggi, NeurIPS 2019).
  case powersgd
}
