import Tensors

/// The time of oneDNN's dense backward products over their time in single precision, conversions counted: what sparse
/// products, which are in single precision, have to beat.
///
/// A rule and not a measurement at the start, so that a run can be repeated. With AMX, convolutions of ResNet-18, batch
/// 32, one thread of a Sapphire Rapids (`bench kernels --precision bf16` over the same without it), oneDNN 2.6 and 3.7:
///
/// | output | input gradient | weight gradient |
/// | --- | --- | --- |
/// | 3x3, 32x32 and 16x16 | 0.16-0.52 | 0.30-0.86 |
/// | 3x3, 8x8 | 0.16-0.20 | 0.48-0.49 |
/// | 3x3 by stride 2, 8x8 and 16x16 | 0.37-0.54 | 0.43-0.65 |
/// | 3x3, 4x4 | 0.31-1.57 | 0.71-2.1 |
/// | 1x1 | 0.8-2.3 | 1.3-3.6 |
struct DenseCost {
  let inputGradient: Double
  let weightGradient: Double

  init(for shape: ConvolutionShape, precision: Precision) {
    let isSmall = shape.taps == 1 || shape.outputShape.pixels <= 16
    (inputGradient, weightGradient) =
      switch precision {
      case .fp32: (1, 1)
      case .bf16 where !precision.hasTileProducts: (0.5, 0.5)  // two multiply-adds an instruction and lane
      case .bf16 where isSmall: (1, 1)
      case .bf16: (shape.stride == 1 ? 0.2 : 0.4, 0.45)
      }
  }
}
