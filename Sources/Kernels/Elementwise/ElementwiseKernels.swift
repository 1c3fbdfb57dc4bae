import RegisterTiles
import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif

/// The elementwise passes of one instruction set.
struct ElementwiseKernels: Sendable {
  let batchStatistics: @Sendable (BatchStatisticsPass) -> Void
  let normalization: @Sendable (NormalizationPass) -> Void
  let gradientSums: @Sendable (GradientSumsPass) -> Void
  let inputGradient: @Sendable (NormalizationGradientPass) -> Void
  let columnSums: @Sendable (ColumnSumsPass) -> Void
  let flat: @Sendable (FlatPass) -> Void
  let pooling: @Sendable (PoolingPass) -> Void
  let poolingGradient: @Sendable (PoolingGradientPass) -> Void

  /// The passes for a resolved selection.
  static func of(_ selection: KernelSelection) -> ElementwiseKernels {
    switch selection {
    #if arch(x86_64)
      case .avx512: avx512
      case .avx2: avx2
    #endif
    case .reference: reference
    default: portable
    }
  }

  #if arch(x86_64)
    private static let avx512 = ElementwiseKernels(
      batchStatistics: ElementwiseAVX512.run, normalization: ElementwiseAVX512.run,
      gradientSums: ElementwiseAVX512.run, inputGradient: ElementwiseAVX512.run,
      columnSums: ElementwiseAVX512.run, flat: ElementwiseAVX512.run, pooling: ElementwiseAVX512.run,
      poolingGradient: ElementwiseAVX512.run)

    private static let avx2 = ElementwiseKernels(
      batchStatistics: ElementwiseAVX2.run, normalization: ElementwiseAVX2.run,
      gradientSums: ElementwiseAVX2.run, inputGradient: ElementwiseAVX2.run, columnSums: ElementwiseAVX2.run,
      flat: ElementwiseAVX2.run, pooling: ElementwiseAVX2.run, poolingGradient: ElementwiseAVX2.run)
  #endif

  private static let portable = ElementwiseKernels(
    batchStatistics: ElementwisePortable.run, normalization: ElementwisePortable.run,
    gradientSums: ElementwisePortable.run, inputGradient: ElementwisePortable.run,
    columnSums: ElementwisePortable.run, flat: ElementwisePortable.run, pooling: ElementwisePortable.run,
    poolingGradient: ElementwisePortable.run)

  private static let reference = ElementwiseKernels(
    batchStatistics: { $0.runScalar() }, normalization: { $0.runScalar() }, gradientSums: { $0.runScalar() },
    inputGradient: { $0.runScalar() }, columnSums: { $0.runScalar() }, flat: { $0.runScalar() },
    pooling: { $0.runScalar() }, poolingGradient: { $0.runScalar() })
}

/// What a batch normalization does behind its affine map.
public typealias BatchNormForm = RegisterTiles.BatchNormForm

/// Which value of a window pooling takes.
public typealias PoolingKind = RegisterTiles.PoolingKind
