/// N of every M values, sixteen groups side by side.
///
/// A block is 16 * M values; value k of group g lies at k * 16 + g, so that a vector holds one value of each group and
/// nothing has to be shuffled:
///
///         group  0   1   2  ... 15
///     k = 0    | 0   1   2  ... 15 |
///     k = 1    | 16  17  18 ... 31 |
///     ...
///
/// A mask is a lane of 32 bits for each group; bit k says that value k is kept.

typealias GroupLanes = SIMD16<UInt32>

@inline(__always)
func groupValues(_ values: UnsafePointer<Float>, _ k: Int) -> GroupLanes {
  UnsafeRawPointer(values + k * 16).loadUnaligned(as: GroupLanes.self)
}

// Comparisons take vectors on both sides: with a number on one they go lane by lane.

@inline(__always)
func isSet(_ k: Int, in mask: GroupLanes) -> SIMDMask<SIMD16<Int32>> {
  mask & (1 &<< UInt32(truncatingIfNeeded: k)) .!= GroupLanes(repeating: 0)
}

// Lanes as an array, for conversions between widths: the compiler makes one instruction of a loop over it, while the
// standard library's conversions of vectors leave calls behind, which must not happen between instruction sets.

typealias LaneArray = InlineArray<16, UInt32>

@inline(__always)
func array(_ lanes: GroupLanes) -> LaneArray { unsafeBitCast(lanes, to: LaneArray.self) }

@inline(__always)
func lanes(_ array: LaneArray) -> GroupLanes { unsafeBitCast(array, to: GroupLanes.self) }

/// Writes the low 16 bits of each lane.
@inline(__always)
func storeHalves(_ values: GroupLanes, at target: UnsafeMutablePointer<UInt16>) {
  let source = array(values)
  for lane in 0..<16 { target[lane] = UInt16(truncatingIfNeeded: source[lane]) }
}

/// Reads 16 bits a lane.
@inline(__always)
func loadHalves(_ source: UnsafePointer<UInt16>) -> GroupLanes {
  var target = array(GroupLanes(repeating: 0))
  for lane in 0..<16 { target[lane] = UInt32(truncatingIfNeeded: source[lane]) }
  return lanes(target)
}

/// The bits of a magnitude, which order as the magnitude does; a NaN lies above every number.
@inline(__always)
func magnitudeKey(_ values: UnsafePointer<Float>, _ k: Int) -> SIMD16<Int32> {
  unsafeBitCast(groupValues(values, k) & 0x7FFF_FFFF, to: SIMD16<Int32>.self)
}

/// The `nonzeros` largest magnitudes of each group; the lower index wins a tie.
@inline(__always)
func largestMask(_ values: UnsafePointer<Float>, nonzeros: Int, groupSize: Int) -> GroupLanes {
  if nonzeros == 2 && groupSize == 4 { return largestTwoOfFour(values) }
  var mask = GroupLanes(repeating: 0)
  for _ in 0..<nonzeros {
    var best = SIMD16<Int32>(repeating: -1)
    var bit = GroupLanes(repeating: 0)
    for k in 0..<groupSize {
      let candidate = GroupLanes(repeating: 1 &<< UInt32(truncatingIfNeeded: k))
      let isFree = (mask & candidate) .== GroupLanes(repeating: 0)
      let key = magnitudeKey(values, k)
      let isBetter = (key .> best) .& isFree
      best.replace(with: key, where: isBetter)
      bit.replace(with: candidate, where: isBetter)
    }
    mask |= bit
  }
  return mask
}

/// Six comparisons: a value stays if it wins two of its three.
@inline(__always)
func largestTwoOfFour(_ values: UnsafePointer<Float>) -> GroupLanes {
  typealias Lanes = SIMD16<Int32>
  let zero = Lanes(repeating: 0)
  let one = Lanes(repeating: 1)
  @inline(__always) func wins(_ first: Lanes, _ second: Lanes) -> Lanes {
    zero.replacing(with: one, where: first .>= second)
  }
  let (k0, k1) = (magnitudeKey(values, 0), magnitudeKey(values, 1))
  let (k2, k3) = (magnitudeKey(values, 2), magnitudeKey(values, 3))
  let (w01, w02, w03) = (wins(k0, k1), wins(k0, k2), wins(k0, k3))
  let (w12, w13, w23) = (wins(k1, k2), wins(k1, k3), wins(k2, k3))
  var mask = zero.replacing(with: one, where: w01 &+ w02 &+ w03 .>= Lanes(repeating: 2))
  mask |= zero.replacing(with: Lanes(repeating: 2), where: w12 &+ w13 &- w01 .>= one)
  mask |= zero.replacing(with: Lanes(repeating: 4), where: w23 &- w02 &- w12 .>= zero)
  mask |= zero.replacing(with: Lanes(repeating: 8), where: w03 &+ w13 &+ w23 .<= one)
  return unsafeBitCast(mask, to: GroupLanes.self)
}

/// `nonzeros` values of each group at random, every choice as likely (selection sampling), as a function of `key`.
@inline(__always)
func randomMask(key: UInt32, nonzeros: Int, groupSize: Int) -> GroupLanes {
  let lane = GroupLanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  var mask = GroupLanes(repeating: 0)
  var missing = GroupLanes(repeating: UInt32(truncatingIfNeeded: nonzeros))
  for k in 0..<groupSize {
    var bits = (lane &+ UInt32(truncatingIfNeeded: k &* 16)) &* 0x9E37_79B9 ^ key
    bits = (bits ^ (bits &>> 16)) &* 0x7FEB_352D
    bits = (bits ^ (bits &>> 15)) &* 0x846C_A68B
    // Keep with the probability missing / (values left), in steps of 2^-16.
    let isKept = (bits &>> 16) &* UInt32(truncatingIfNeeded: groupSize &- k) .< missing &<< 16
    mask.replace(with: mask | (1 &<< UInt32(truncatingIfNeeded: k)), where: isKept)
    missing.replace(with: missing &- 1, where: isKept)
  }
  return mask
}

/// Writes a block's mask in 4, 8, 16 or 32 bits a group; of 4 bits, a byte's low half is group g, its high half g + 8.
@inline(__always)
func storeMask(_ mask: GroupLanes, groupSize: Int, at target: UnsafeMutableRawPointer) {
  let source = array(mask)
  if groupSize <= 4 {
    let target = target.assumingMemoryBound(to: UInt8.self)
    for lane in 0..<8 { target[lane] = UInt8(truncatingIfNeeded: source[lane] | source[lane + 8] << 4) }
  } else if groupSize <= 8 {
    let target = target.assumingMemoryBound(to: UInt8.self)
    for lane in 0..<16 { target[lane] = UInt8(truncatingIfNeeded: source[lane]) }
  } else if groupSize <= 16 {
    storeHalves(mask, at: target.assumingMemoryBound(to: UInt16.self))
  } else {
    let target = target.assumingMemoryBound(to: UInt32.self)
    for lane in 0..<16 { target[lane] = source[lane] }
  }
}

@inline(__always)
func loadMask(groupSize: Int, at source: UnsafeRawPointer) -> GroupLanes {
  var target = array(GroupLanes(repeating: 0))
  if groupSize <= 4 {
    let source = source.assumingMemoryBound(to: UInt8.self)
    for lane in 0..<8 {
      target[lane] = UInt32(truncatingIfNeeded: source[lane] & 15)
      target[lane + 8] = UInt32(truncatingIfNeeded: source[lane] >> 4)
    }
  } else if groupSize <= 8 {
    let source = source.assumingMemoryBound(to: UInt8.self)
    for lane in 0..<16 { target[lane] = UInt32(truncatingIfNeeded: source[lane]) }
  } else if groupSize <= 16 {
    return loadHalves(source.assumingMemoryBound(to: UInt16.self))
  } else {
    let source = source.assumingMemoryBound(to: UInt32.self)
    for lane in 0..<16 { target[lane] = source[lane] }
  }
  return lanes(target)
}

/// `bfloat16Bits(_:)` of a vector of bit patterns, in the low half of each lane.
@inline(__always)
func bfloat16Lanes(_ bits: GroupLanes) -> GroupLanes {
  let rounded = (bits &+ 0x7FFF &+ ((bits &>> 16) & 1)) &>> 16
  return rounded.replacing(
    with: (bits &>> 16) | 0x40, where: (bits & 0x7FFF_FFFF) .> GroupLanes(repeating: 0x7F80_0000))
}

/// Takes the values that `mask` names out of a block: writes them in bfloat16, slot after slot (the first kept value of
/// each group, then the second...), and leaves in `values` what was not sent, rounding errors included.
@inline(__always)
func takeGroups(
  _ values: UnsafeMutablePointer<Float>, _ mask: GroupLanes, _ target: UnsafeMutablePointer<UInt16>, nonzeros: Int,
  groupSize: Int
) {
  var taken = GroupLanes(repeating: 0)
  for slot in 0..<nonzeros {
    var slotValues = GroupLanes(repeating: 0)
    var bit = GroupLanes(repeating: 0)
    // The slot's value is the lowest one kept and not yet taken; earlier and later values belong to other slots.
    for k in (slot...(groupSize - nonzeros + slot)).reversed() {
      let candidate = GroupLanes(repeating: 1 &<< UInt32(truncatingIfNeeded: k))
      let isCandidate = (mask & ~taken & candidate) .!= GroupLanes(repeating: 0)
      slotValues.replace(with: groupValues(values, k), where: isCandidate)
      bit.replace(with: candidate, where: isCandidate)
    }
    taken |= bit
    let encoded = bfloat16Lanes(slotValues)
    storeHalves(encoded, at: target + slot * 16)
  }
  for k in 0..<groupSize {
    let bits = groupValues(values, k)
    let isKept = isSet(k, in: mask)
    let sent = GroupLanes(repeating: 0).replacing(with: bfloat16Lanes(bits) &<< 16, where: isKept)
    let rest = unsafeBitCast(bits, to: SIMD16<Float>.self) - unsafeBitCast(sent, to: SIMD16<Float>.self)
    UnsafeMutableRawPointer(values + k * 16).storeBytes(of: rest, as: SIMD16<Float>.self)
  }
}

/// The reverse: a block's values at the places that `mask` names, zeros elsewhere.
@inline(__always)
func placeGroups(
  _ source: UnsafePointer<UInt16>, _ mask: GroupLanes, _ values: UnsafeMutablePointer<Float>, nonzeros: Int,
  groupSize: Int
) {
  var count = GroupLanes(repeating: 0)
  for k in 0..<groupSize {
    let isKept = isSet(k, in: mask)
    var placed = GroupLanes(repeating: 0)
    for slot in max(0, k - (groupSize - nonzeros))...min(k, nonzeros - 1) {
      placed.replace(
        with: loadHalves(source + slot * 16) &<< 16,
        where: isKept .& (count .== GroupLanes(repeating: UInt32(truncatingIfNeeded: slot))))
    }
    count.replace(with: count &+ 1, where: isKept)
    UnsafeMutableRawPointer(values + k * 16).storeBytes(of: placed, as: GroupLanes.self)
  }
}
