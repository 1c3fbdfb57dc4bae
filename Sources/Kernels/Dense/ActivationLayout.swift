import COneDNN
import Tensors

/// Whether a dense product takes activations as they lie, channels last, or in oneDNN's own layout, into which they are
/// converted before the product and from which after it.
///
/// A rule and not a measurement at the start, so that a run can be repeated to the bit. Time in the own layout,
/// conversions counted, over that in channels last; convolutions of ResNet-18 with 3x3 kernels and 64 or more
/// channels, batch 32, one thread of a Zen 4, by versions of oneDNN (AVX2 is set by ONEDNN_MAX_CPU_ISA):
///
/// | product, output | AVX-512, 2.6 | AVX-512, 3.7 | AVX2, 2.6 | AVX2, 3.7 |
/// | --- | --- | --- | --- | --- |
/// | forward, 4x4 | **0.75** | **0.90** | **0.92** | 1.51 |
/// | forward, larger | 1.01-1.17 | 1.00-1.18 | **0.82-0.91** | 1.09-1.53 |
/// | input gradient, 4x4 | 1.04 | **0.93** | 0.98 | 1.36 |
/// | input gradient, 8x8 | 0.97 | 1.00 | 1.06 | 1.12 |
/// | input gradient, larger | 1.03-1.11 | 1.00-1.08 | **0.85-0.93** | 0.99-1.09 |
/// | weight gradient, 4x4 by stride 2 | **0.74** | **0.94** | **0.94** | **0.94** |
/// | weight gradient, other | 1.01-1.22 | 1.00-1.19 | **0.78-0.98** | **0.83-0.98** |
///
/// Convolutions of 1x1 or of few channels lose by it (1.0 to 2.2).
struct ActivationLayout {
  private let shape: ConvolutionShape

  init(for shape: ConvolutionShape) { self.shape = shape }

  /// Whether `product` pays for the conversions.
  func converts(_ product: OneDNNProduct) -> Bool {
    guard shape.taps > 1, shape.groups == 1, shape.inputChannels >= 64, onednn_has_avx2() else { return false }
    let isSmall = shape.outputShape.pixels <= 16
    let isOld = onednn_loaded_version().major < 3
    let isWide = onednn_has_avx512()
    return switch product {
    case .forward: isWide ? isSmall : isOld
    case .inputGradient: isWide ? isSmall && !isOld && shape.stride == 1 : isOld && shape.inputShape.pixels > 64
    case .weightGradient: isWide ? isSmall && shape.stride > 1 : true
    }
  }
}
