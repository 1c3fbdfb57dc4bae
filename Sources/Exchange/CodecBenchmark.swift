import Compression
import Kernels
import RegisterTiles
import Tensors

/// How fast one core encodes a gradient: everything before the first message, error feedback included.
struct CodecBenchmark {
  let tensors: [GradientTensor]
  let configuration: ExchangeConfiguration
  let tiles: any CodecTiles.Type

  /// Gigabytes of fp32 gradient a second, the best of some rounds; nil for fp32 itself.
  func encodeGigabytesPerSecond(_ codec: Codec) -> Double? {
    guard let encode = encoder(codec) else { return nil }
    var best = Double.infinity
    for _ in 0..<6 {
      let start = ContinuousClock.now
      encode()
      best = min(best, (ContinuousClock.now - start) / .seconds(1))
    }
    return Double(tensors.reduce(0) { $0 + $1.count }) * 4 / best / 1e9
  }

  private func encoder(_ codec: Codec) -> (() -> Void)? {
    switch codec {
    case .none: nil
    case .bf16: sixteenBits(.bfloat16)
    case .fp16: sixteenBits(.float16)
    case .nm: thinning()
    case .powersgd: lowRank()
    }
  }

  private func sixteenBits(_ format: SixteenBitFormat) -> () -> Void {
    var targets = tensors.map { [UInt16](repeating: 0, count: $0.count) }
    return {
      for (index, tensor) in tensors.enumerated() {
        format.encode(tensor.gradient.pointer, &targets[index], tensor.count, tiles: tiles)
      }
    }
  }

  private func thinning() -> () -> Void {
    var parts = tensors.filter(\.isThinnable).map { tensor in
      let layout = Thinning(
        count: tensor.count, nonzeros: configuration.nonzeros, groupSize: configuration.groupSize)
      return (
        tensor, layout,
        ErrorFeedback(count: tensor.count, capacity: layout.paddedCount, isEnabled: true, tiles: tiles),
        [UInt8](repeating: 0, count: layout.maskByteCount), [UInt16](repeating: 0, count: layout.valueCount)
      )
    }
    return {
      for index in parts.indices {
        let (tensor, layout, feedback) = (parts[index].0, parts[index].1, parts[index].2)
        feedback.add(tensor.gradient)
        switch configuration.mask {
        case .leader: layout.selectLargest(feedback.owed.pointer, &parts[index].3, tiles: tiles)
        case .seeded: layout.selectRandom(key: 1, &parts[index].3, tiles: tiles)
        }
        layout.take(feedback.owed.pointer, parts[index].3, &parts[index].4, tiles: tiles)
      }
    }
  }

  private func lowRank() -> () -> Void {
    let parts = tensors.filter(\.isThinnable).map { tensor in
      let factors = LowRank(
        rows: tensor.shape[0], columns: tensor.count / tensor.shape[0], rank: configuration.powerSGDRank)
      return (
        tensor, factors, ErrorFeedback(count: tensor.count, capacity: tensor.count, isEnabled: true, tiles: tiles),
        Tensor(count: factors.leftCount), Tensor(count: factors.rightCount)
      )
    }
    return {
      for (tensor, factors, feedback, left, right) in parts {
        factors.restart(right: right.pointer, key: 1)
        feedback.add(tensor.gradient)
        let owed = feedback.owed.pointer
        factors.project(owed, right: right.pointer, left: left.pointer, tiles: tiles)
        factors.orthogonalize(left.pointer)
        factors.backProject(owed, left: left.pointer, right: right.pointer, tiles: tiles)
        factors.addProduct(left: left.pointer, right: right.pointer, sign: -1, to: owed, tiles: tiles)
      }
    }
  }
}
