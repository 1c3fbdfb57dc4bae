import Tensors

extension Tensor {
  /// Overwrites `result` with these images mirrored left to right, as averaging over both needs at test time.
  public func mirrorImages(into result: Tensor) {
    precondition(result.shape == shape, "The mirrored images have the same shape.")
    let (width, channels) = (shape.width, shape.channels)
    for row in 0..<shape.batch * shape.height {
      let (source, target) = (pointer + row * width * channels, result.pointer + row * width * channels)
      for column in 0..<width {
        (target + (width - 1 - column) * channels).update(from: source + column * channels, count: channels)
      }
    }
  }
}
