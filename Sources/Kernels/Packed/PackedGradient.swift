import Tensors

/// A pruned output gradient without its zeros, in the order in which the sparse kernels read it.
///
/// A row holds what is kept at one pixel of one group of `share` samples: `kept` channel indices, ascending, and for each
/// of them the values of the group's samples side by side. Rows lie pixel after pixel, at a pixel group after group:
///
///     row = pixel * pixelStride + sampleGroup * kept
///     channelIndices[row + k]               k = 0 ..< kept
///     values[(row + k) * share + s]         s = 0 ..< share: sample sampleGroup * share + s
///
///     2:4, share 4, 8 channels     channelIndices |  1  3 | 4  6 |
///                                  values         |  a1 b1 c1 d1 | a3 b3 c3 d3 | a4 b4 c4 d4 | a6 b6 c6 d6 |
///
/// (a, b, c, d are the samples.) Every row keeps the same number of channels, min(N, length) of each group of M; where
/// fewer are nonzero, entries of value zero fill up. In a last group of fewer than `share` samples the missing ones
/// have the value zero.
public final class PackedGradient {
  /// The gradient that was pruned.
  public let shape: TensorShape
  public let pruning: Pruning
  /// Channels kept in a row.
  public let kept: Int
  /// Groups of samples: batch / share, rounded up.
  public let sampleGroups: Int
  /// Entries from a pixel to the next: those of all groups, and perhaps some that are not used.
  public let pixelStride: Int

  /// Channels that a packed gradient can tell apart.
  public static let largestChannels = 1 << 16

  private let workspace: Workspace
  private let valuesOffset: Int

  /// Reserves storage of its own for gradients of one shape; it is overwritten by each pruning.
  public convenience init(shape: TensorShape, pruning: Pruning) {
    self.init(shape: shape, pruning: pruning, workspace: Workspace())
  }

  /// Uses `workspace`, whose content lasts until the next plan that shares it is used.
  init(shape: TensorShape, pruning: Pruning, workspace: Workspace) {
    precondition(shape.channels <= Self.largestChannels, "Channel indices have 16 bits.")
    self.shape = shape
    self.pruning = pruning
    self.workspace = workspace
    kept = pruning.kept(of: shape.channels)
    sampleGroups = (shape.batch + pruning.share - 1) / pruning.share
    pixelStride = Self.pixelStride(of: shape, pruning: pruning)
    let entries = shape.pixels * pixelStride
    // Two cache lines of slack after each part: vector kernels may read and write past the last entry.
    valuesOffset = (entries * MemoryLayout<UInt16>.stride + 191) & ~63
    workspace.reserve(byteCount: valuesOffset + entries * pruning.share * MemoryLayout<Float>.stride + 128)
  }

  /// `pixelStride` of a gradient of `shape`.
  static func pixelStride(of shape: TensorShape, pruning: Pruning) -> Int {
    let entries = (shape.batch + pruning.share - 1) / pruning.share * pruning.kept(of: shape.channels)
    // Where pixels lay a multiple of 4 KB apart, those of one group of samples would displace one another in the caches.
    let valueBytes = entries * pruning.share * MemoryLayout<Float>.stride
    return entries + (valueBytes % 4096 == 0 ? padding : 0)
  }

  /// Unused entries between pixels: a cache line of indices, one or more of values.
  private static let padding = 32

  public var share: Int { pruning.share }

  /// The kept channels' indices, `pixelStride` for each pixel. May move when another plan is made; fetch it anew for each
  /// pass.
  public var channelIndices: UnsafeMutablePointer<UInt16> { workspace.base.assumingMemoryBound(to: UInt16.self) }

  /// The values, `pixelStride` x `share` for each pixel. May move when another plan is made; fetch it anew for each
  /// pass.
  public var values: UnsafeMutablePointer<Float> {
    (workspace.base + valuesOffset).assumingMemoryBound(to: Float.self)
  }

  /// Where a row begins in `channelIndices`; times `share`, where it begins in `values`.
  public func offset(pixel: Int, sampleGroup: Int) -> Int { pixel * pixelStride + sampleGroup * kept }
}
