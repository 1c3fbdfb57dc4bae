import RegisterTiles
import Tensors

/// What a rank owes of one tensor: gradients it has not sent yet. A codec takes out of it what it sends; the rest stays
/// and joins the next step's gradient (Seide et al., Interspeech 2014; Karimireddy et al., ICML 2019).
public final class ErrorFeedback {
  /// The gradient plus what was left over; followed by zeros up to `capacity` elements.
  public let owed: Tensor

  /// Without it, what a codec does not send is lost.
  public let isEnabled: Bool

  private let count: Int
  private let tiles: any CodecTiles.Type

  /// - Parameters:
  ///   - count: the tensor's elements.
  ///   - capacity: elements of `owed`, at least `count`.
  public init(count: Int, capacity: Int, isEnabled: Bool, tiles: any CodecTiles.Type) {
    precondition(capacity >= count, "What is owed holds at least the tensor.")
    owed = Tensor(count: capacity)
    self.count = count
    self.isEnabled = isEnabled
    self.tiles = tiles
  }

  /// Adds a step's gradient to what is owed.
  public func add(_ gradient: Tensor) {
    precondition(gradient.count == count, "The gradient has the size of what is owed.")
    if isEnabled {
      tiles.add(gradient.pointer, owed.pointer, count)
    } else {
      owed.fill(0)
      owed.pointer.update(from: gradient.pointer, count: count)
    }
  }

  /// What was left over: a view of the tensor's elements, part of a checkpoint. After a change of the number of ranks
  /// from W to W', every rank gets the sum of all ranks' residuals divided by W'.
  public var residual: Tensor { owed.slice(offset: 0, count: count) }
}
