import Kernels
import Network
import Tensors
import Timing

/// The products of one layer on generated operands: verified, then timed dense and pruned in turn.
struct LayerBenchmark {
  /// A product that does not equal its definition.
  struct WrongResult: Error, CustomStringConvertible {
    let layer: String
    let operation: KernelReport.Row.Operation
    let relativeError: Float

    var description: String {
      "the \(operation.rawValue) of \(layer) differs from the library's by \(relativeError); "
        + "try --kernels portable and report it"
    }
  }

  private let layer: ConvolutionDescription
  private let times: Int
  private let dense: DenseConvolution
  private let winogradForward: WinogradForward?
  private let panelWeightGradient: PanelWeightGradient?
  private let pruner: Pruner
  /// Another one than `pruner` where the weight gradient's operand is pruned by itself.
  private let weightPruner: Pruner
  private let sparseInputGradient: SparseInputGradient?
  private let sparseWeightGradient: SparseWeightGradient?
  private let context: ComputeContext

  private let input: Tensor
  private let weights: Tensor
  private let output: Tensor
  private let outputGradient: Tensor
  private let unpacked: Tensor
  private let inputGradient: Tensor
  private let weightGradient: Tensor

  /// Rounds of a measurement at least, and seconds after which it ends.
  private static let rounds = 7
  private static let seconds = 0.5

  init(layer: ConvolutionDescription, times: Int, pruning: Pruning, context: ComputeContext) throws {
    self.layer = layer
    self.times = times
    self.context = context
    let shape = layer.shape
    dense = try DenseConvolution(shape: shape, hasBias: false, context: context)
    try dense.planForward()
    winogradForward = .ifItPays(for: shape, context: context)
    try dense.planBackward(inputGradient: true, weightGradient: true)
    panelWeightGradient = .ifItPays(for: shape, context: context)
    pruner = Pruner(shape: shape.outputShape, pruning: pruning, context: context)
    sparseInputGradient =
      SparseInputGradient.pays(for: shape, pruning: pruning, context: context)
      ? SparseInputGradient(shape: shape, pruning: pruning, context: context) : nil
    let own = pruning.ofWeightGradient ?? pruning
    weightPruner = own == pruning ? pruner : Pruner(shape: shape.outputShape, pruning: own, context: context)
    sparseWeightGradient =
      SparseWeightGradient.pays(for: shape, pruning: own, context: context)
      ? SparseWeightGradient(shape: shape, pruning: own, context: context) : nil
    input = Tensor(shape.inputShape)
    weights = Tensor(count: shape.weightCount)
    output = Tensor(shape.outputShape)
    outputGradient = Tensor(shape.outputShape)
    unpacked = Tensor(shape.outputShape)
    inputGradient = Tensor(shape.inputShape)
    weightGradient = Tensor(count: shape.weightCount)
    for (seed, tensor) in [input, weights, outputGradient].enumerated() {
      tensor.fillNormal(standardDeviation: 1, seed: UInt64(seed))
    }
  }

  /// Verifies, then measures. Throws `WrongResult` or what pruning throws.
  func rows() throws -> [KernelReport.Row] {
    try verify()
    var samples = [Step: [Double]]()
    var elapsed = 0.0
    while samples[.prune, default: []].count < Self.rounds || elapsed < Self.seconds {
      for step in Step.allCases {
        let start = ContinuousClock.now
        try run(step)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        samples[step, default: []].append(seconds * 1000)
        elapsed += seconds
      }
    }
    return rows(samples.mapValues(\.median))
  }

  private enum Step: CaseIterable {
    case forward, winogradForward, denseInputGradient, prune, prunedInputGradient, denseWeightGradient, pruneForWeights
    case prunedWeightGradient, panelWeightGradient
  }

  private func run(_ step: Step) throws {
    switch step {
    case .forward: dense.forward(input: input, weights: weights, output: output)
    case .winogradForward: winogradForward?.run(input: input, weights: weights, bias: nil, output: output)
    case .denseInputGradient: multiplyDensely(outputGradient)
    case .prune: try prune(pruner)
    case .pruneForWeights: if weightPruner !== pruner { try prune(weightPruner) }
    case .prunedInputGradient:
      if let sparseInputGradient {
        sparseInputGradient.run(pruner.packed, weights: weights, inputGradient: inputGradient)
      } else {
        pruner.packed.unpack(into: unpacked, context: context)
        multiplyDensely(unpacked)
      }
    case .denseWeightGradient:
      dense.weightGradient(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
    case .panelWeightGradient:
      panelWeightGradient?.run(input: input, outputGradient: outputGradient, weightGradient: weightGradient)
    case .prunedWeightGradient:
      if let sparseWeightGradient {
        sparseWeightGradient.run(weightPruner.packed, input: input, weightGradient: weightGradient)
      } else {
        weightPruner.packed.unpack(into: unpacked, context: context)
        dense.weightGradient(input: input, outputGradient: unpacked, weightGradient: weightGradient)
      }
    }
  }

  private func prune(_ pruner: Pruner) throws {
    try pruner.prune(outputGradient, key: PruningKey(seed: 0, step: 0, layer: 0, rank: 0))
  }

  private func multiplyDensely(_ gradient: Tensor) {
    dense.inputGradient(outputGradient: gradient, weights: weights, inputGradient: inputGradient)
  }

  private func rows(_ medians: [Step: Double]) -> [KernelReport.Row] {
    func time(_ step: Step) -> Double { medians[step] ?? 0 }
    func row(
      _ operation: KernelReport.Row.Operation, dense: Step, product: Step, prune: Double, isSparse: Bool
    ) -> KernelReport.Row {
      let pruned = time(product) + prune
      return KernelReport.Row(
        layer: layer.name, shape: layer.shape.summary, operation: operation, times: times,
        denseMilliseconds: time(dense), prunedMilliseconds: pruned, pruneMilliseconds: prune,
        speedup: time(dense) / pruned, product: isSparse ? .sparse : .dense)
    }
    let winograd = winogradForward.map { _ in time(.winogradForward) }
    var rows = [
      KernelReport.Row(
        layer: layer.name, shape: layer.shape.summary, operation: .forward, times: times,
        denseMilliseconds: time(.forward), winogradMilliseconds: winograd,
        speedup: winograd.map { time(.forward) / $0 }, product: winograd == nil ? .dense : .winograd),
      row(
        .inputGradient, dense: .denseInputGradient, product: .prunedInputGradient, prune: time(.prune),
        isSparse: sparseInputGradient != nil),
      // The input gradient's packed operand serves again, unless the weight gradient has one of its own.
      row(
        .weightGradient, dense: .denseWeightGradient, product: .prunedWeightGradient, prune: time(.pruneForWeights),
        isSparse: sparseWeightGradient != nil),
    ]
    if panelWeightGradient != nil {
      rows.append(
        KernelReport.Row(
          layer: layer.name, shape: layer.shape.summary, operation: .denseWeightGradient, times: times,
          denseMilliseconds: time(.denseWeightGradient), tilesMilliseconds: time(.panelWeightGradient),
          speedup: time(.denseWeightGradient) / time(.panelWeightGradient), product: .tiles))
    }
    return rows
  }

  /// Compares the dense products with oneDNN's, both pruned ones with oneDNN's of the unpacked pruned gradient.
  private func verify() throws {
    try run(.forward)
    let expectedOutput = output.array
    try run(.winogradForward)
    try compare(output, expectedOutput, .forward)
    try run(.denseWeightGradient)
    let expectedDense = weightGradient.array
    try run(.panelWeightGradient)
    try compare(weightGradient, expectedDense, .denseWeightGradient)
    try run(.prune)
    pruner.packed.unpack(into: unpacked, context: context)
    multiplyDensely(unpacked)
    let expected = inputGradient.array
    try run(.prunedInputGradient)
    try compare(inputGradient, expected, .inputGradient)
    try run(.pruneForWeights)
    weightPruner.packed.unpack(into: unpacked, context: context)
    dense.weightGradient(input: input, outputGradient: unpacked, weightGradient: weightGradient)
    let expectedWeights = weightGradient.array
    try run(.prunedWeightGradient)
    try compare(weightGradient, expectedWeights, .weightGradient)
  }

  /// Throws where the largest difference exceeds 1e-4 of the largest value, for sums of many thousands of products in
  /// another order, or 1e-2 where one side's factors are rounded to bf16.
  private func compare(
    _ result: Tensor, _ expected: [Float], _ operation: KernelReport.Row.Operation
  ) throws {
    var (scale, difference): (Float, Float) = (0, 0)
    for (index, value) in expected.enumerated() {
      scale = max(scale, abs(value))
      let distance = abs(result[index] - value)
      difference = distance.isNaN ? .infinity : max(difference, distance)
    }
    guard difference <= (context.precision == .fp32 ? 1e-4 : 1e-2) * scale else {
      throw WrongResult(layer: layer.name, operation: operation, relativeError: difference / scale)
    }
  }
}

extension ConvolutionShape {
  /// Input, output channels, kernel: 32x16x16x64 -> 128, 3x3, stride 2.
  fileprivate var summary: String {
    "\(inputShape) -> \(outputChannels), \(kernelHeight)x\(kernelWidth)" + (stride == 1 ? "" : ", stride \(stride)")
      + (groups == 1 ? "" : ", groups \(groups)")
  }
}
