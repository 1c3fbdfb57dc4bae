extension Model {
  /// Four 3x3 convolutions for small grey images; 113,000 parameters.
  public static let digitsCNN = Model("digits-cnn") { make, input in
    [
      make.convolution("conv1", input.image.channels, 32, kernel: 3), make.batchNorm("bn1", 32),
      make.convolution("conv2", 32, 64, kernel: 3, stride: 2), make.batchNorm("bn2", 64),
      make.convolution("conv3", 64, 64, kernel: 3), make.batchNorm("bn3", 64),
      make.convolution("conv4", 64, 128, kernel: 3, stride: 2), make.batchNorm("bn4", 128),
      make.globalAveragePool(),
      make.linear("fc", 128, input.classes),
    ]
  }
}
