import RegisterTiles
import Tensors

/// N:M sparsification: N of every M values of a tensor, chosen by a mask that all ranks share, so that the values can be summed.
///
/// A group is not M neighbours but M values 16 apart (see `CodecTiles`): vectors then work on 16 groups at a time. The
/// last block is filled up with zeros.
public struct NMSparsification: Hashable, Sendable {
  /// The tensor's elements.
  public let count: Int
  /// N.
  public let nonzeros: Int
  /// M, at most 32.
  public let groupSize: Int

  public init(count: Int, nonzeros: Int, groupSize: Int) {
    precondition(nonzeros >= 1 && nonzeros < groupSize && groupSize <= 32, "1 <= N < M <= 32")
    self.count = count
    self.nonzeros = nonzeros
    self.groupSize = groupSize
  }

  /// Blocks of 16 groups.
  public var blocks: Int { (count + 16 * groupSize - 1) / (16 * groupSize) }
  /// Elements of a tensor filled up to whole blocks.
  public var paddedCount: Int { blocks * 16 * groupSize }
  /// Values that travel.
  public var valueCount: Int { blocks * 16 * nonzeros }
  /// Bytes of a mask: 4, 8, 16 or 32 bits a group.
  public var maskByteCount: Int { blocks * maskBytes(groupSize: groupSize) }

  /// Chooses the N largest magnitudes of each group of `values` (`paddedCount` elements).
  public func selectLargest(
    _ values: UnsafePointer<Float>, _ mask: UnsafeMutableRawPointer, tiles: any CodecTiles.Type
  ) {
    tiles.selectLargest(values, mask, blocks: blocks, nonzeros: nonzeros, groupSize: groupSize)
  }

  /// Chooses N values of each group at random; each value as likely, the same choice for the same key.
  public func selectRandom(key: UInt32, _ mask: UnsafeMutableRawPointer, tiles: any CodecTiles.Type) {
    tiles.selectRandom(key: key, mask, blocks: blocks, nonzeros: nonzeros, groupSize: groupSize)
  }

  /// Moves the chosen values from `values` (`paddedCount` elements) to `target` (`valueCount`) in bfloat16; the residual
  /// stays in `values`, rounding errors included.
  public func take(
    _ values: UnsafeMutablePointer<Float>, _ mask: UnsafeRawPointer, _ target: UnsafeMutablePointer<UInt16>,
    tiles: any CodecTiles.Type
  ) {
    tiles.take(values, mask, target, blocks: blocks, nonzeros: nonzeros, groupSize: groupSize)
  }

  /// Overwrites `values` (`count` elements) with `source` at the chosen places and zeros elsewhere.
  public func place(
    _ source: UnsafePointer<UInt16>, _ mask: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>,
    tiles: any CodecTiles.Type
  ) {
    let whole = count / (16 * groupSize)
    tiles.place(source, mask, values, blocks: whole, nonzeros: nonzeros, groupSize: groupSize)
    guard whole < blocks else { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16 * groupSize) { last in
      let last = last.baseAddress!
      tiles.place(
        source + whole * 16 * nonzeros, mask + whole * maskBytes(groupSize: groupSize), last, blocks: 1,
        nonzeros: nonzeros, groupSize: groupSize)
      let first = whole * 16 * groupSize
      (values + first).update(from: last, count: count - first)
    }
  }
}
