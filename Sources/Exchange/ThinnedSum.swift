import Communication
import Compression
import Kernels
import RegisterTiles
import Tensors

/// Codec `nm`: N of every M values of each weight tensor, under masks that all ranks share, in bfloat16. Biases and the
/// like travel whole, in bfloat16 too.
final class ThinnedSum: BucketSum {
  /// A tensor's part of the bucket's values and masks.
  private struct Part {
    let tensor: GradientTensor
    let valueOffset: Int
    /// Nil where the tensor travels whole.
    let thinning: (layout: Thinning, maskOffset: Int, feedback: ErrorFeedback)?
  }

  private enum Stage { case mask, values }

  private let communicator: Communicator
  private let parts: [Part]
  private let source: MaskSource
  private let key: UInt64
  private let tiles: any CodecTiles.Type
  private let masks: UnsafeMutableRawBufferPointer
  private let sum: ShardedSum
  private var stage = Stage.values
  private var request = Request()

  /// - Parameter key: what random masks depend on besides tensor and step; the same on every rank.
  init(
    communicator: Communicator, tensors: ArraySlice<GradientTensor>, configuration: ExchangeConfiguration, key: UInt64,
    tiles: any CodecTiles.Type
  ) {
    self.communicator = communicator
    self.source = configuration.mask
    self.key = key
    self.tiles = tiles
    var valueCount = 0
    var maskBytes = 0
    parts = tensors.map { tensor in
      guard tensor.isThinnable else {
        defer { valueCount += tensor.count }
        return Part(tensor: tensor, valueOffset: valueCount, thinning: nil)
      }
      let layout = Thinning(
        count: tensor.count, nonzeros: configuration.nonzeros, groupSize: configuration.groupSize)
      let feedback = ErrorFeedback(
        count: tensor.count, capacity: layout.paddedCount, isEnabled: configuration.usesErrorFeedback, tiles: tiles)
      defer {
        valueCount += layout.valueCount
        maskBytes += layout.maskByteCount
      }
      return Part(tensor: tensor, valueOffset: valueCount, thinning: (layout, maskBytes, feedback))
    }
    masks = .allocate(byteCount: maskBytes, alignment: 64)
    masks.initializeMemory(as: UInt8.self, repeating: 0)
    sum = ShardedSum(communicator: communicator, count: valueCount, format: .bfloat16, tiles: tiles)
  }

  deinit { masks.deallocate() }

  func start(step: Int) throws {
    for part in parts { part.thinning?.feedback.add(part.tensor.gradient) }
    switch source {
    case .seeded:
      selectRandom(step: step)
      try startValues()
    case .leader:
      let leader = step % communicator.size
      if leader == communicator.rank { selectLargest() }
      stage = .mask
      request = try communicator.startBroadcast(masks.assumingMemoryBound(to: UInt8.self), from: leader)
    }
  }

  func advance() throws -> Bool {
    switch stage {
    case .mask:
      guard try request.test() else { return false }
      try startValues()
      return false
    case .values:
      guard try sum.advance() else { return false }
      decode()
      return true
    }
  }

  private func selectLargest() {
    for part in parts {
      guard let (layout, maskOffset, feedback) = part.thinning else { continue }
      layout.selectLargest(feedback.owed.pointer, masks.baseAddress! + maskOffset, tiles: tiles)
    }
  }

  private func selectRandom(step: Int) {
    for (index, part) in parts.enumerated() {
      guard let (layout, maskOffset, _) = part.thinning else { continue }
      let bits = splitMix(splitMix(key &+ UInt64(index)) &+ UInt64(step))
      layout.selectRandom(
        key: UInt32(truncatingIfNeeded: bits), masks.baseAddress! + maskOffset, tiles: tiles)
    }
  }

  private func startValues() throws {
    for part in parts {
      let target = sum.values + part.valueOffset
      if let (layout, maskOffset, feedback) = part.thinning {
        layout.take(feedback.owed.pointer, masks.baseAddress! + maskOffset, target, tiles: tiles)
      } else {
        tiles.encodeBFloat16(part.tensor.gradient.pointer, target, part.tensor.count)
      }
    }
    stage = .values
    try sum.start()
  }

  private func decode() {
    for part in parts {
      let values = sum.values + part.valueOffset
      if let (layout, maskOffset, _) = part.thinning {
        layout.place(values, masks.baseAddress! + maskOffset, part.tensor.gradient.pointer, tiles: tiles)
      } else {
        tiles.decodeBFloat16(values, part.tensor.gradient.pointer, part.tensor.count)
      }
    }
  }

  var state: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: parts.compactMap { part in
        part.thinning.map { ("\(part.tensor.name).residual", $0.feedback.residual) }
      })
  }
}
