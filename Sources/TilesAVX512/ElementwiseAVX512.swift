import RegisterTiles

/// The elementwise passes compiled for AVX-512.
public enum ElementwiseAVX512 {
  @inline(never) public static func run(_ pass: BatchStatisticsPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: NormalizationPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: GradientSumsPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: NormalizationGradientPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: ColumnSumsPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: FlatPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: PoolingPass) { pass.run(with: SIMD16<Float>.self) }
  @inline(never) public static func run(_ pass: PoolingGradientPass) { pass.run(with: SIMD16<Float>.self) }
}
