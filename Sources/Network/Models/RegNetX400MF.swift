extension Model {
  /// RegNetX-400MF (Radosavovic et al., "Designing Network Design Spaces", 2020) in torchvision's form; 5,495,976
  /// parameters with 1000 classes.
  public static let regNetX400MF = Model("regnetx-400mf", otherNames: ["regnet_x_400mf"], initialization: .regNet) {
    make, input in
    let stem = make.within("stem")
    let stride = input.stem == .cifar ? 1 : 2
    var layers: [any Layer] = [
      stem.convolution("0", input.image.channels, 32, kernel: 3, stride: stride), stem.batchNorm("1", 32),
    ]
    var channels = 32
    let stages = [(width: 32, depth: 1), (width: 64, depth: 2), (width: 160, depth: 7), (width: 400, depth: 12)]
    for (number, stage) in stages.enumerated() {
      for index in 0..<stage.depth {
        let name = "block\(number + 1)"
        let block = make.within("trunk_output").within(name).within("\(name)-\(index)")
        layers.append(residual(block, inputs: channels, width: stage.width, stride: index == 0 ? 2 : 1))
        channels = stage.width
      }
    }
    return layers + [make.globalAveragePool(), make.linear("fc", channels, input.classes)]
  }
}

/// A 3x3 convolution in groups of 16 channels between two 1x1 convolutions.
private func residual(_ make: LayerFactory, inputs: Int, width: Int, stride: Int) -> any Layer {
  let projection = make.within("proj")
  let shortcut: [any Layer]? =
    stride == 1 && inputs == width
    ? nil
    : [
      projection.convolution("0", inputs, width, kernel: 1, stride: stride),
      projection.batchNorm("1", width, .plain),
    ]
  let (first, second, third) = (make.within("f.a"), make.within("f.b"), make.within("f.c"))
  let main: [any Layer] = [
    first.convolution("0", inputs, width, kernel: 1), first.batchNorm("1", width),
    second.convolution("0", width, width, kernel: 3, stride: stride, groups: width / 16),
    second.batchNorm("1", width), third.convolution("0", width, width, kernel: 1),
  ]
  return make.residual(
    main: main, joint: third.batchNorm("1", width, .addedThenRectified), shortcut: shortcut)
}
