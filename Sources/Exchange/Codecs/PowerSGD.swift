import Communication
import Compression
import RegisterTiles
import Tensors

extension Codec {
  /// Vogels, Karimireddy, Jaggi, NeurIPS 2019.
  public static let powersgd = Codec(
    "powersgd", summary: "rank-r factors of each weight matrix", leastGain: 0.2, largestError: 1.01,
    options: [PowerSGDOptions.rank],
    check: { settings throws(ExchangeError) in
      let rank = settings[PowerSGDOptions.rank]
      guard rank < 1 else { return }
      throw .invalidSetting("--powersgd-rank \(rank) does not work; the factors' rank is at least 1")
    },
    cost: { PowerSGDSum.cost(of: $0, $1) }
  ) { PowerSGDSum($0) }
}

enum PowerSGDOptions {
  /// With 4, accuracy stays closer to fp32's than with 2.
  static let rank = CodecOption(name: "powersgd-rank", help: "Codec powersgd: rank of the factors.", standard: 4)
}

/// The factors of each weight matrix (output channels by the rest), in fp32. Biases and the like, and small matrices,
/// travel whole with the first message.
private final class PowerSGDSum: BucketSum {
  private struct Matrix {
    let name: String
    let gradient: Tensor
    let factors: LowRank
    let feedback: ErrorFeedback
    /// Where P lies in `first` and Q in `second`.
    let leftOffset: Int
    let rightOffset: Int
  }

  private enum Stage { case left, right }

  private let communicator: Communicator
  private let tiles: any CodecTiles.Type
  private let key: UInt64
  private let matrices: [Matrix]
  private let whole: [(gradient: Tensor, offset: Int)]
  private let first: Tensor
  private let second: Tensor
  private var stage = Stage.left
  private var request = Request()

  init(_ bucket: Bucket) {
    communicator = bucket.communicator
    tiles = bucket.tiles
    key = bucket.key
    var matrices: [Matrix] = []
    var whole: [(gradient: Tensor, offset: Int)] = []
    var firstCount = 0
    var secondCount = 0
    for (tensor, gradient) in bucket.parts {
      guard let factors = Self.factors(of: tensor, bucket.settings) else {
        whole.append((gradient, firstCount))
        firstCount += tensor.count
        continue
      }
      let feedback = ErrorFeedback(
        count: tensor.count, capacity: tensor.count, isEnabled: bucket.usesErrorFeedback, tiles: tiles)
      matrices.append(
        Matrix(
          name: tensor.name, gradient: gradient, factors: factors, feedback: feedback, leftOffset: firstCount,
          rightOffset: secondCount))
      firstCount += factors.leftCount
      secondCount += factors.rightCount
    }
    self.matrices = matrices
    self.whole = whole
    first = Tensor(count: firstCount)
    second = Tensor(count: max(secondCount, 1))
  }

  /// The factors in whose form a tensor travels; nil where it travels whole.
  private static func factors(of tensor: GradientTensor, _ settings: CodecSettings) -> LowRank? {
    let rows = tensor.shape.first ?? 1
    let factors = LowRank(rows: rows, columns: tensor.count / rows, rank: settings[PowerSGDOptions.rank])
    return tensor.isSparsifiable && factors.isWorthwhile ? factors : nil
  }

  static func cost(of tensors: [GradientTensor], _ settings: CodecSettings) -> ExchangeCost {
    var (values, residuals, sums) = (0, 0, 1)
    for tensor in tensors {
      if let factors = factors(of: tensor, settings) {
        values += factors.leftCount + factors.rightCount
        residuals += tensor.count
        sums = 2
      } else {
        values += tensor.count
      }
    }
    return ExchangeCost(bytes: 4 * values, sums: sums, memory: 4 * (values + residuals))
  }

  func encode(step: Int) {
    project(step: step)
    backProject()
  }

  func start(step: Int) throws {
    project(step: step)
    stage = .left
    request = try communicator.startAllreduce(first.buffer, .sum)
  }

  func advance() throws -> Bool {
    guard try request.test() else { return false }
    switch stage {
    case .left:
      for (gradient, offset) in whole {
        gradient.pointer.update(from: first.pointer + offset, count: gradient.count)
      }
      if matrices.isEmpty { return true }
      backProject()
      stage = .right
      request = try communicator.startAllreduce(second.buffer, .sum)
      return false
    case .right:
      for matrix in matrices {
        matrix.gradient.fill(0)
        matrix.factors.addProduct(
          left: first.pointer + matrix.leftOffset, right: second.pointer + matrix.rightOffset, sign: 1,
          to: matrix.gradient.pointer, tiles: tiles)
      }
      return true
    }
  }

  /// Makes P of the accumulated gradients, and puts what travels whole beside it.
  private func project(step: Int) {
    for (index, matrix) in matrices.enumerated() {
      let right = second.pointer + matrix.rightOffset
      matrix.factors.restart(right: right, key: splitMix(splitMix(key &+ UInt64(index)) &+ UInt64(step)))
      matrix.feedback.add(matrix.gradient)
      matrix.factors.project(
        matrix.feedback.accumulated.pointer, right: right, left: first.pointer + matrix.leftOffset, tiles: tiles)
    }
    for (gradient, offset) in whole {
      (first.pointer + offset).update(from: gradient.pointer, count: gradient.count)
    }
  }

  /// Makes Q with the sum of P. The residual is what P Q^T with this rank's own Q does not hold, so that over all ranks
  /// nothing is lost.
  private func backProject() {
    for matrix in matrices {
      let left = first.pointer + matrix.leftOffset
      let right = second.pointer + matrix.rightOffset
      let accumulated = matrix.feedback.accumulated.pointer
      matrix.factors.orthogonalize(left)
      matrix.factors.backProject(accumulated, left: left, right: right, tiles: tiles)
      matrix.factors.addProduct(left: left, right: right, sign: -1, to: accumulated, tiles: tiles)
    }
  }

  var state: [String: Tensor] {
    var state: [String: Tensor] = [:]
    for matrix in matrices {
      state["\(matrix.name).residual"] = matrix.feedback.residual
      state["\(matrix.name).right"] = second.slice(
        offset: matrix.rightOffset, count: matrix.factors.rightCount)
    }
    return state
  }
}
