#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Fills memory with numbers that are a function of `seed` alone, uniform in [-bound, bound).
public func fillUniform(_ values: UnsafeMutablePointer<Float>, count: Int, bound: Float, seed: UInt64) {
  var state = seed
  for index in 0..<count { values[index] = Float(unitInterval(&state) * 2 - 1) * bound }
}

/// Fills memory with normally distributed numbers of mean 0 that are a function of `seed` alone (Box and Muller, 1958).
public func fillNormal(_ values: UnsafeMutablePointer<Float>, count: Int, standardDeviation: Float, seed: UInt64) {
  var state = seed
  var index = 0
  while index < count {
    let radius = (-2 * log(1 - unitInterval(&state))).squareRoot()
    let angle = 2 * Double.pi * unitInterval(&state)
    values[index] = Float(radius * cos(angle)) * standardDeviation
    if index + 1 < count { values[index + 1] = Float(radius * sin(angle)) * standardDeviation }
    index += 2
  }
}

/// The next number of a SplitMix64 sequence as a fraction in [0, 1).
private func unitInterval(_ state: inout UInt64) -> Double {
  state &+= 0x9E37_79B9_7F4A_7C15
  var bits = state
  bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
  return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
}
