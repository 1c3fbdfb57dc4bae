import Communication
import Compression
import RegisterTiles
import Tensors

extension Codec {
  public static let nm = Codec(
    "nm", summary: "N of every M values, chosen alike on all ranks", leastGain: 0.05, largestError: 1.01,
    options: [NMOptions.nonzeros, NMOptions.groupSize, NMOptions.mask], variedOption: NMOptions.mask,
    check: { settings throws(ExchangeError) in
      let (nonzeros, groupSize) = (settings[NMOptions.nonzeros], settings[NMOptions.groupSize])
      guard nonzeros < 1 || nonzeros >= groupSize || groupSize > 32 else { return }
      throw .invalidSetting(
        "--compress-nonzeros \(nonzeros) --compress-group-size \(groupSize) does not work; "
          + "keep 1 to M-1 of every M values, M at most 32")
    },
    cost: { NMSum.cost(of: $0, $1) }
  ) { try NMSum($0) }
}

enum NMOptions {
  static let nonzeros = CodecOption(name: "compress-nonzeros", help: "Codec nm: values kept in a group.", standard: 2)
  static let groupSize = CodecOption(
    name: "compress-group-size", help: "Codec nm: elements of a group, at most 32.", standard: 4)
  static let mask = CodecOption(
    name: "compress-mask", help: "Codec nm: the values are chosen by a leader or by a seeded hash.",
    standard: MaskSource.leader, choices: MaskSource.allCases.map(\.rawValue))
}

/// N of every M values of each weight tensor, under masks that all ranks share, in bfloat16. Biases and the like travel
/// whole, in bfloat16 too.
private final class NMSum: BucketSum {
  /// A tensor's part of the bucket's values and masks.
  private struct Part {
    let name: String
    let gradient: Tensor
    let valueOffset: Int
    /// Nil where the tensor travels whole.
    let sparse: (layout: NMSparsification, maskOffset: Int, feedback: ErrorFeedback)?
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

  init(_ bucket: Bucket) throws {
    communicator = bucket.communicator
    source = bucket.settings[NMOptions.mask]
    key = bucket.key
    tiles = bucket.tiles
    var valueCount = 0
    var maskBytes = 0
    parts = bucket.parts.map { tensor, gradient in
      guard tensor.isSparsifiable else {
        defer { valueCount += tensor.count }
        return Part(name: tensor.name, gradient: gradient, valueOffset: valueCount, sparse: nil)
      }
      let layout = NMSparsification(
        count: tensor.count, nonzeros: bucket.settings[NMOptions.nonzeros],
        groupSize: bucket.settings[NMOptions.groupSize])
      let feedback = ErrorFeedback(
        count: tensor.count, capacity: layout.paddedCount, isEnabled: bucket.usesErrorFeedback, tiles: bucket.tiles)
      defer {
        valueCount += layout.valueCount
        maskBytes += layout.maskByteCount
      }
      return Part(
        name: tensor.name, gradient: gradient, valueOffset: valueCount, sparse: (layout, maskBytes, feedback))
    }
    sum = try ShardedSum(communicator: communicator, count: valueCount, format: .bfloat16, tiles: tiles)
    masks = .allocate(byteCount: maskBytes, alignment: 64)
    masks.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { masks.deallocate() }

  static func cost(of tensors: [GradientTensor], _ settings: CodecSettings) -> ExchangeCost {
    var (values, masks, residuals) = (0, 0, 0)
    for tensor in tensors {
      guard tensor.isSparsifiable else {
        values += tensor.count
        continue
      }
      let layout = NMSparsification(
        count: tensor.count, nonzeros: settings[NMOptions.nonzeros], groupSize: settings[NMOptions.groupSize])
      values += layout.valueCount
      masks += layout.maskByteCount
      residuals += 4 * layout.paddedCount
    }
    var cost = ShardedSum.cost(values: values)
    if settings[NMOptions.mask] == .leader { cost.leaderBytes = masks }
    cost.memory += masks + residuals
    return cost
  }

  func encode(step: Int) {
    accumulate()
    switch source {
    case .seeded: selectRandom(step: step)
    case .leader: selectLargest()
    }
    take()
  }

  func start(step: Int) throws {
    accumulate()
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

  private func accumulate() {
    for part in parts { part.sparse?.feedback.add(part.gradient) }
  }

  private func selectLargest() {
    for part in parts {
      guard let (layout, maskOffset, feedback) = part.sparse else { continue }
      layout.selectLargest(feedback.accumulated.pointer, masks.baseAddress! + maskOffset, tiles: tiles)
    }
  }

  private func selectRandom(step: Int) {
    for (index, part) in parts.enumerated() {
      guard let (layout, maskOffset, _) = part.sparse else { continue }
      let bits = splitMix(splitMix(key &+ UInt64(index)) &+ UInt64(step))
      layout.selectRandom(
        key: UInt32(truncatingIfNeeded: bits), masks.baseAddress! + maskOffset, tiles: tiles)
    }
  }

  private func startValues() throws {
    take()
    stage = .values
    try sum.start()
  }

  private func take() {
    for part in parts {
      let target = sum.values + part.valueOffset
      if let (layout, maskOffset, feedback) = part.sparse {
        layout.take(feedback.accumulated.pointer, masks.baseAddress! + maskOffset, target, tiles: tiles)
      } else {
        tiles.encodeBFloat16(part.gradient.pointer, target, part.gradient.count)
      }
    }
  }

  private func decode() {
    for part in parts {
      let values = sum.values + part.valueOffset
      if let (layout, maskOffset, _) = part.sparse {
        layout.place(values, masks.baseAddress! + maskOffset, part.gradient.pointer, tiles: tiles)
      } else {
        tiles.decodeBFloat16(values, part.gradient.pointer, part.gradient.count)
      }
    }
  }

  var state: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: parts.compactMap { part in
        part.sparse.map { ("\(part.name).residual", $0.feedback.residual) }
      })
  }
}
