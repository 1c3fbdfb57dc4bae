import RegisterTiles
import Tensors

/// What a rank has not sent of one tensor's gradients yet. A codec takes out what it sends; the residual stays and joins
/// the next step's gradient (Seide et al., Interspeech 2014; Karimireddy et al., ICML 2019).
public final class ErrorFeedback {
  /// The gradient plus the residual of the steps before; followed by zeros up to `capacity` elements.
  public let accumulated: Tensor

  /// Without it, what a codec does not send is lost.
  public let isEnabled: Bool

  private let count: Int
  private let tiles: any CodecTiles.Type

  /// - Parameters:
  ///   - count: the tensor's elements.
  ///   - capacity: elements of `accumulated`, at least `count`.
  public init(count: Int, capacity: Int, isEnabled: Bool, tiles: any CodecTiles.Type) {
    precondition(capacity >= count, "The accumulated gradient is at least as long as the tensor.")
    accumulated = Tensor(count: capacity)
    self.count = count
    self.isEnabled = isEnabled
    self.tiles = tiles
  }

  /// Adds a step's gradient to the residual.
  public func add(_ gradient: Tensor) {
    precondition(gradient.count == count, "The gradient is as long as the tensor.")
    if isEnabled {
      tiles.add(gradient.pointer, accumulated.pointer, count)
    } else {
      accumulated.fill(0)
      accumulated.pointer.update(from: gradient.pointer, count: count)
    }
  }

  /// What was not sent: a view of the tensor's elements, part of a checkpoint. After a change of the number of ranks
  /// from W to W', every rank gets the sum of all ranks' residuals divided by W'.
  public var residual: Tensor { accumulated.slice(offset: 0, count: count) }
}
