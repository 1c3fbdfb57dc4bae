import RegisterTiles
import Tensors

/// Which value of a window pooling takes.
public typealias PoolingKind = RegisterTiles.PoolingKind

/// Maximum or average pooling, channels last. Global pooling is a window as large as the image.
public final class Pooling {
  public let kind: PoolingKind
  public let inputShape: TensorShape
  public let outputShape: TensorShape

  private let geometry: PoolingGeometry
  private let context: ComputeContext
  private let tiles: TileTable
  private let winners: Tensor

  /// - Parameters:
  ///   - inputShape: the batch to be pooled.
  ///   - window: rows and columns of the window.
  ///   - padding: pixels outside the image, which `maximum` ignores; 0 for `average`.
  public init(
    _ kind: PoolingKind, inputShape: TensorShape, window: (height: Int, width: Int), stride: Int, padding: Int = 0,
    context: ComputeContext
  ) {
    precondition(kind == .maximum || padding == 0, "Average pooling takes no padding.")
    precondition(2 * padding <= min(window.height, window.width), "Padding is at most half the window.")
    self.kind = kind
    self.inputShape = inputShape
    self.context = context
    tiles = context.tiles
    geometry = PoolingGeometry(
      inputHeight: inputShape.height, inputWidth: inputShape.width, windowHeight: window.height,
      windowWidth: window.width, stride: stride, padding: padding, channels: inputShape.channels)
    outputShape = TensorShape(
      batch: inputShape.batch, height: geometry.outputHeight, width: geometry.outputWidth,
      channels: inputShape.channels)
    winners = Tensor(kind == .maximum ? outputShape : TensorShape(batch: 1, channels: 1))
  }

  /// Pools `input` (inputShape) into `output` (outputShape), which is overwritten.
  public func forward(input: Tensor, output: Tensor) {
    precondition(input.shape == inputShape && output.shape == outputShape, "Shapes agree with the plan.")
    context.parallel(inputShape.batch) { sample in
      tiles.pooling(
        PoolingPass(
          kind: kind, geometry: geometry, input: input.pointer + sample * inputShape.sampleCount,
          output: output.pointer + sample * outputShape.sampleCount, winners: winners(of: sample)))
    }
  }

  /// Overwrites `inputGradient` (inputShape) with the gradient that belongs to the last forward.
  public func backward(outputGradient: Tensor, inputGradient: Tensor) {
    precondition(
      outputGradient.shape == outputShape && inputGradient.shape == inputShape, "Shapes agree with the plan.")
    context.parallel(inputShape.batch) { sample in
      let target = inputGradient.pointer + sample * inputShape.sampleCount
      target.update(repeating: 0, count: inputShape.sampleCount)
      tiles.poolingGradient(
        PoolingGradientPass(
          kind: kind, geometry: geometry, outputGradient: outputGradient.pointer + sample * outputShape.sampleCount,
          winners: winners(of: sample), inputGradient: target))
    }
  }

  private func winners(of sample: Int) -> UnsafeMutablePointer<Float> {
    kind == .maximum ? winners.pointer + sample * outputShape.sampleCount : winners.pointer
  }
}
