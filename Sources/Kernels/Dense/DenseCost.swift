import Tensors

/// The time of oneDNN's dense products over their time in single precision, conversions counted: what sparse
/// products, or for the forward one minimal filtering, have to beat.
///
/// A rule and not a measurement at the start, so that a run can be repeated. Convolutions of ResNet-18, batch 32, one
/// thread (`bench kernels --precision bf16` over the same without it).
///
/// With AMX, a Sapphire Rapids, oneDNN 2.6 and 3.7:
///
/// | output | input gradient | weight gradient |
/// | --- | --- | --- |
/// | 3x3, 32x32 and 16x16 | 0.16-0.52 | 0.30-0.86 |
/// | 3x3, 8x8 | 0.16-0.20 | 0.48-0.49 |
/// | 3x3 by stride 2, 8x8 and 16x16 | 0.37-0.54 | 0.43-0.65 |
/// | 3x3, 4x4 | 0.31-1.57 | 0.71-2.1 |
/// | 1x1 | 0.8-2.3 | 1.3-3.6 |
///
/// With AVX512_BF16 alone, a Zen 4, oneDNN 2.6: 3x3 0.48-0.60 and 0.48-0.71, 1x1 0.67-0.73 and 0.72-1.2; forward,
/// 3x3, 0.5.
struct DenseCost {
  let forward: Double
  let inputGradient: Double
  let weightGradient: Double

  init(for shape: ConvolutionShape, precision: Precision) {
    let isSmall = shape.taps == 1 || shape.outputShape.pixels <= 16
    (forward, inputGradient, weightGradient) =
      switch precision {
      case .fp32: (1, 1, 1)
      case .bf16 where !precision.hasTileProducts: shape.taps == 1 ? (0.7, 0.7, 0.85) : (0.5, 0.5, 0.55)
      case .bf16 where isSmall: (0.2, 1, 1)
      case .bf16: (0.2, shape.stride == 1 ? 0.2 : 0.4, 0.45)
      }
  }
}
