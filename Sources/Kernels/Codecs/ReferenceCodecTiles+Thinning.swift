import RegisterTiles

extension ReferenceCodecTiles {
  public static func selectLargest(
    _ values: UnsafePointer<Float>, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      for group in 0..<16 {
        let first = block * 16 * groupSize + group
        let keys = (0..<groupSize).map { values[first + $0 * 16].magnitude.bitPattern }
        let order = (0..<groupSize).sorted { keys[$0] != keys[$1] ? keys[$0] > keys[$1] : $0 < $1 }
        store(Set(order.prefix(nonzeros)), at: mask, block: block, group: group, groupSize: groupSize)
      }
    }
  }

  public static func selectRandom(
    key: UInt32, _ mask: UnsafeMutableRawPointer, blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      let blockKey = draw(key, UInt32(block))
      for group in 0..<16 {
        var kept: Set<Int> = []
        for k in 0..<groupSize {
          // Keep with the probability (values missing) / (values left).
          let random = draw(blockKey, UInt32(group + k * 16)) >> 16
          if random * UInt32(groupSize - k) < UInt32(nonzeros - kept.count) << 16 { kept.insert(k) }
        }
        store(kept, at: mask, block: block, group: group, groupSize: groupSize)
      }
    }
  }

  public static func take(
    _ values: UnsafeMutablePointer<Float>, _ mask: UnsafeRawPointer, _ target: UnsafeMutablePointer<UInt16>,
    blocks: Int, nonzeros: Int, groupSize: Int
  ) {
    for block in 0..<blocks {
      for group in 0..<16 {
        let kept = load(mask, block: block, group: group, groupSize: groupSize)
        for (slot, k) in kept.enumerated() {
          let value = values + block * 16 * groupSize + k * 16 + group
          let sent = target + block * 16 * nonzeros + slot * 16 + group
          encodeBFloat16(value, sent, 1)
          value.pointee -= Float(bitPattern: UInt32(sent.pointee) << 16)
        }
      }
    }
  }

  public static func place(
    _ source: UnsafePointer<UInt16>, _ mask: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>, blocks: Int,
    nonzeros: Int, groupSize: Int
  ) {
    values.update(repeating: 0, count: blocks * 16 * groupSize)
    for block in 0..<blocks {
      for group in 0..<16 {
        let kept = load(mask, block: block, group: group, groupSize: groupSize)
        for (slot, k) in kept.enumerated() {
          let value = values + block * 16 * groupSize + k * 16 + group
          decodeBFloat16(source + block * 16 * nonzeros + slot * 16 + group, value, 1)
        }
      }
    }
  }

  /// The byte and bit at which a group's mask starts.
  private static func position(block: Int, group: Int, groupSize: Int) -> (byte: Int, shift: Int, bytes: Int) {
    let first = block * maskBytes(groupSize: groupSize)
    switch groupSize {
    case ...4: return (first + group % 8, group / 8 * 4, 1)
    case ...8: return (first + group, 0, 1)
    case ...16: return (first + group * 2, 0, 2)
    default: return (first + group * 4, 0, 4)
    }
  }

  private static func store(
    _ kept: Set<Int>, at mask: UnsafeMutableRawPointer, block: Int, group: Int, groupSize: Int
  ) {
    let (byte, shift, bytes) = position(block: block, group: group, groupSize: groupSize)
    let bits = kept.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
    for index in 0..<bytes {
      let earlier = shift == 4 ? mask.load(fromByteOffset: byte, as: UInt8.self) & 15 : 0
      let part = UInt8(truncatingIfNeeded: bits >> UInt32(index * 8)) << UInt8(shift)
      mask.storeBytes(of: earlier | part, toByteOffset: byte + index, as: UInt8.self)
    }
  }

  private static func load(_ mask: UnsafeRawPointer, block: Int, group: Int, groupSize: Int) -> [Int] {
    let (byte, shift, bytes) = position(block: block, group: group, groupSize: groupSize)
    var bits: UInt32 = 0
    for index in 0..<bytes {
      bits |= UInt32(mask.load(fromByteOffset: byte + index, as: UInt8.self)) << UInt32(index * 8)
    }
    return (0..<groupSize).filter { bits >> UInt32(shift + $0) & 1 == 1 }
  }
}
