import Kernels

/// The residual networks of He et al., "Deep Residual Learning for Image Recognition", 2015, in torchvision's form
/// (version 1.5: the stride of a bottleneck is in its 3x3 convolution).
struct ResNet {
  enum Block {
    /// Two 3x3 convolutions.
    case basic
    /// 1x1, 3x3, 1x1 with four times the channels at the end.
    case bottleneck
  }

  let block: Block
  /// Blocks in each of the four stages.
  let depths: [Int]

  private var expansion: Int { block == .basic ? 1 : 4 }

  /// The layers in torchvision's order.
  func layers(_ make: LayerFactory, _ input: ModelInput) -> [any Layer] {
    var layers = stem(make, input)
    var channels = 64
    for (stage, depth) in depths.enumerated() {
      let width = 64 << stage
      for index in 0..<depth {
        layers.append(
          residual(
            make.within("layer\(stage + 1)").within("\(index)"), inputs: channels, width: width,
            stride: stage > 0 && index == 0 ? 2 : 1))
        channels = width * expansion
      }
    }
    return layers + [make.globalAveragePool(), make.linear("fc", channels, input.classes)]
  }

  private func stem(_ make: LayerFactory, _ input: ModelInput) -> [any Layer] {
    let channels = input.image.channels
    switch input.stem {
    case .cifar: return [make.convolution("conv1", channels, 64, kernel: 3), make.batchNorm("bn1", 64)]
    case .imagenet:
      return [
        make.convolution("conv1", channels, 64, kernel: 7, stride: 2), make.batchNorm("bn1", 64),
        make.maxPool(3, stride: 2, padding: 1),
      ]
    }
  }

  private func residual(_ make: LayerFactory, inputs: Int, width: Int, stride: Int) -> any Layer {
    let outputs = width * expansion
    var main: [any Layer]
    let joint: BatchNorm
    switch block {
    case .basic:
      main = [make.convolution("conv1", inputs, width, kernel: 3, stride: stride), make.batchNorm("bn1", width)]
      main.append(make.convolution("conv2", width, outputs, kernel: 3))
      joint = make.batchNorm("bn2", outputs, .addedThenRectified)
    case .bottleneck:
      main = [make.convolution("conv1", inputs, width, kernel: 1), make.batchNorm("bn1", width)]
      main.append(make.convolution("conv2", width, width, kernel: 3, stride: stride))
      main.append(make.batchNorm("bn2", width))
      main.append(make.convolution("conv3", width, outputs, kernel: 1))
      joint = make.batchNorm("bn3", outputs, .addedThenRectified)
    }
    guard stride > 1 || inputs != outputs else { return make.residual(main: main, joint: joint) }
    let downsample = make.within("downsample")
    return make.residual(
      main: main, joint: joint,
      shortcut: [
        downsample.convolution("0", inputs, outputs, kernel: 1, stride: stride),
        downsample.batchNorm("1", outputs, .plain),
      ])
  }
}
