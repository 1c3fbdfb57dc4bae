/// The 64-bit checksum of `bytes`: XXH64 with seed 0, at memory speed.
///
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
func xxHash64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  func word(_ position: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
  var position = 0
  var hash = prime5
  if bytes.count >= 32 {
    var (first, second, third, fourth) = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
    while position + 32 <= bytes.count {
      first = accumulated(first, word(position))
      second = accumulated(second, word(position + 8))
      third = accumulated(third, word(position + 16))
      fourth = accumulated(fourth, word(position + 24))
      position += 32
    }
    hash = first.rotated(1) &+ second.rotated(7) &+ third.rotated(12) &+ fourth.rotated(18)
    for lane in [first, second, third, fourth] { hash = (hash ^ accumulated(0, lane)) &* prime1 &+ prime4 }
  }
  hash &+= UInt64(bytes.count)
  while position + 8 <= bytes.count {
    hash = (hash ^ accumulated(0, word(position))).rotated(27) &* prime1 &+ prime4
    position += 8
  }
  if position + 4 <= bytes.count {
    let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    hash = (hash ^ UInt64(half) &* prime1).rotated(23) &* prime2 &+ prime3
    position += 4
  }
  while position < bytes.count {
    hash = (hash ^ UInt64(bytes[position]) &* prime5).rotated(11) &* prime1
    position += 1
  }
  hash = (hash ^ hash >> 33) &* prime2
  hash = (hash ^ hash >> 29) &* prime3
  return hash ^ hash >> 32
}

private let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
private let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
private let prime3: UInt64 = 0x1656_67b1_9e37_79f9
private let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
private let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

private func accumulated(_ lane: UInt64, _ word: UInt64) -> UInt64 {
  (lane &+ word &* prime2).rotated(31) &* prime1
}

extension UInt64 {
  fileprivate func rotated(_ bits: UInt64) -> UInt64 { self << bits | self >> (64 - bits) }
}
