extension Model {
  /// The paper's CIFAR model: nine layers after torchskeleton (Wbaek and others 2019), two of its blocks adding their
  /// input after the last ReLU. State-dict names are those of the authors' nn.Sequential.
  public static let cifarResNet9 = Model("cifar-resnet9") { make, input in
    let blocks: [[any Layer]] = [
      convolutionBlock(make.within("0"), input.image.channels, 128),
      convolutionBlock(make.within("1"), 128, 256, kernel: 5, stride: 2),
      [residualBlock(make.within("2").within("module"), 256)],
      convolutionBlock(make.within("3"), 256, 512),
      [make.maxPool(2, stride: 2)],
      [residualBlock(make.within("5").within("module"), 512)],
      convolutionBlock(make.within("6"), 512, 256, padding: 0),
      [make.globalMaxPool()],
      [make.linear("9", 256, input.classes, hasBias: false)],
      [make.scale(by: 0.2)],
    ]
    return blocks.flatMap { $0 }
  }
}

/// Convolution, batch norm, ReLU.
private func convolutionBlock(
  _ make: LayerFactory, _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil
) -> [any Layer] {
  [
    make.convolution("0", inputs, outputs, kernel: kernel, stride: stride, padding: padding),
    make.batchNorm("1", outputs),
  ]
}

/// x + block(block(x))
private func residualBlock(_ make: LayerFactory, _ channels: Int) -> any Layer {
  let first = convolutionBlock(make.within("0"), channels, channels)
  let second = make.within("1")
  return make.residual(
    main: first + [second.convolution("0", channels, channels, kernel: 3)],
    joint: second.batchNorm("1", channels, .rectifiedThenAdded))
}
