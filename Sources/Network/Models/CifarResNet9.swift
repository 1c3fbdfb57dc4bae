extension Model {
  /// The paper's CIFAR model: nine layers after torchskeleton (Wbaek and others 2019), two of its blocks adding their
  /// input after the last ReLU. State-dict names are those of the authors' nn.Sequential.
  public static let cifarResNet9 = Model("cifar-resnet9") { make, input in residualNet9(make, input, width: 128) }

  /// The same with a quarter of the channels and a sixteenth of the work, to compare methods over many runs.
  public static let cifarResNet9Quarter = Model("cifar-resnet9-quarter") { make, input in
    residualNet9(make, input, width: 32)
  }
}

/// - Parameter width: channels of the first block.
private func residualNet9(_ make: LayerFactory, _ input: ModelInput, width: Int) -> [any Layer] {
  let blocks: [[any Layer]] = [
    convolutionBlock(make.within("0"), input.image.channels, width),
    convolutionBlock(make.within("1"), width, 2 * width, kernel: 5, stride: 2),
    [residualBlock(make.within("2").within("module"), 2 * width)],
    convolutionBlock(make.within("3"), 2 * width, 4 * width),
    [make.maxPool(2, stride: 2)],
    [residualBlock(make.within("5").within("module"), 4 * width)],
    convolutionBlock(make.within("6"), 4 * width, 2 * width, padding: 0),
    [make.globalMaxPool()],
    [make.linear("9", 2 * width, input.classes, hasBias: false)],
    [make.scale(by: 0.2)],
  ]
  return blocks.flatMap { $0 }
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
