extension Model {
  /// Three linear layers (256 and 128 hidden units) with ReLU, and no batch norm: its losses do not depend on how a
  /// batch is split over ranks. `fc1` takes the image flattened as PyTorch does, channel by channel.
  public static let mlp = Model("mlp") { make, input in
    [
      make.flatten(),
      make.linear("fc1", input.image.sampleCount, 256, imagePixels: input.image.pixels), make.relu(),
      make.linear("fc2", 256, 128), make.relu(),
      make.linear("fc3", 128, input.classes),
    ]
  }
}
