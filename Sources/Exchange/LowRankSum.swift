import Communication
import Compression
import Kernels
import RegisterTiles
import Tensors

/// Codec `powersgd`: the factors of each weight matrix (output channels by the rest), in fp32. Biases and the like, and
/// small matrices, travel whole with the first message.
final class LowRankSum: BucketSum {
  private struct Matrix {
    let tensor: GradientTensor
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
  private let whole: [(tensor: GradientTensor, offset: Int)]
  private let first: Tensor
  private let second: Tensor
  private var stage = Stage.left
  private var request = Request()

  /// - Parameter key: what the factors' first values depend on; the same on every rank.
  init(
    communicator: Communicator, tensors: ArraySlice<GradientTensor>, configuration: ExchangeConfiguration, key: UInt64,
    tiles: any CodecTiles.Type
  ) {
    self.communicator = communicator
    self.tiles = tiles
    self.key = key
    var matrices: [Matrix] = []
    var whole: [(tensor: GradientTensor, offset: Int)] = []
    var firstCount = 0
    var secondCount = 0
    for tensor in tensors {
      let rows = tensor.shape.first ?? 1
      let factors = LowRank(rows: rows, columns: tensor.count / rows, rank: configuration.powerSGDRank)
      guard tensor.isThinnable && factors.isWorthwhile else {
        whole.append((tensor, firstCount))
        firstCount += tensor.count
        continue
      }
      let feedback = ErrorFeedback(
        count: tensor.count, capacity: tensor.count, isEnabled: configuration.usesErrorFeedback, tiles: tiles)
      matrices.append(
        Matrix(
          tensor: tensor, factors: factors, feedback: feedback, leftOffset: firstCount, rightOffset: secondCount))
      firstCount += factors.leftCount
      secondCount += factors.rightCount
    }
    self.matrices = matrices
    self.whole = whole
    first = Tensor(count: firstCount)
    second = Tensor(count: max(secondCount, 1))
  }

  func start(step: Int) throws {
    for (index, matrix) in matrices.enumerated() {
      let right = second.pointer + matrix.rightOffset
      matrix.factors.restart(right: right, key: splitMix(splitMix(key &+ UInt64(index)) &+ UInt64(step)))
      matrix.feedback.add(matrix.tensor.gradient)
      matrix.factors.project(
        matrix.feedback.owed.pointer, right: right, left: first.pointer + matrix.leftOffset, tiles: tiles)
    }
    for (tensor, offset) in whole {
      (first.pointer + offset).update(from: tensor.gradient.pointer, count: tensor.count)
    }
    stage = .left
    request = try communicator.startAllreduce(buffer(first), .sum)
  }

  func advance() throws -> Bool {
    guard try request.test() else { return false }
    switch stage {
    case .left:
      for (tensor, offset) in whole {
        tensor.gradient.pointer.update(from: first.pointer + offset, count: tensor.count)
      }
      if matrices.isEmpty { return true }
      try startRight()
      return false
    case .right:
      for matrix in matrices {
        matrix.tensor.gradient.fill(0)
        matrix.factors.addProduct(
          left: first.pointer + matrix.leftOffset, right: second.pointer + matrix.rightOffset, sign: 1,
          to: matrix.tensor.gradient.pointer, tiles: tiles)
      }
      return true
    }
  }

  /// Sends Q; what P Q^T with this rank's own Q does not hold stays owed, so that over all ranks nothing is lost.
  private func startRight() throws {
    for matrix in matrices {
      let left = first.pointer + matrix.leftOffset
      let right = second.pointer + matrix.rightOffset
      let owed = matrix.feedback.owed.pointer
      matrix.factors.orthogonalize(left)
      matrix.factors.backProject(owed, left: left, right: right, tiles: tiles)
      matrix.factors.addProduct(left: left, right: right, sign: -1, to: owed, tiles: tiles)
    }
    stage = .right
    request = try communicator.startAllreduce(buffer(second), .sum)
  }

  private func buffer(_ tensor: Tensor) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: tensor.pointer, count: tensor.count)
  }

  var state: [String: Tensor] {
    var state: [String: Tensor] = [:]
    for matrix in matrices {
      state["\(matrix.tensor.name).residual"] = matrix.feedback.residual
      state["\(matrix.tensor.name).right"] = second.slice(
        offset: matrix.rightOffset, count: matrix.factors.rightCount)
    }
    return state
  }
}
