/// Which build of the N:M kernels runs, the widest first.
public enum KernelSelection: String, CaseIterable, Codable, Sendable {
  /// The widest one that the processor has.
  case auto
  /// Vectors of 512 bits (x86-64-v4).
  case avx512
  /// Vectors of 256 bits with fused multiply-add (x86-64-v3).
  case avx2
  /// What every processor of the architecture has.
  case portable
  /// The plain scalar definition, against which the others are tested.
  case reference
}
