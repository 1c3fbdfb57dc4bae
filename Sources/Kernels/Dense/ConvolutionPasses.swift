import COneDNN
import Tensors

/// The forward pass of a convolution with its operands.
struct ForwardPass {
  let input: OneDNNMemory
  let output: OneDNNMemory
  let bias: OneDNNMemory?
  let weights: ConvertedWeights
  private let sequence: ConvertedProduct

  init(_ layout: ConvolutionLayout, converted: Bool, context: ComputeContext) throws {
    let plan = try layout.plan(.forward, converted: converted, context: context)
    input = try OneDNNMemory(layout.input, context: context)
    output = try OneDNNMemory(layout.output, context: context)
    bias = try layout.bias.map { try OneDNNMemory($0, context: context) }
    weights = try ConvertedWeights(layout, plan: plan, context: context)
    let source = try Conversion(
      of: input, to: plan.layout(.input), in: context.convertedWorkspaces[0], context: context)
    let target = try Conversion(
      to: output, from: plan.layout(.output), in: context.convertedWorkspaces[1], context: context)
    let operands: KeyValuePairs<OneDNNOperand, OneDNNMemory> =
      if let bias {
        [.input: source.inside, .weights: weights.inside, .output: target.inside, .bias: bias]
      } else {
        [.input: source.inside, .weights: weights.inside, .output: target.inside]
      }
    sequence = ConvertedProduct(
      before: [source], product: try OneDNNOperation(plan, operands, context: context), after: target)
  }

  /// Overwrites the output from the operands that the memories point at.
  func run() { sequence.run() }
}

/// The input gradient of a convolution with its operands.
struct InputGradientPass {
  let outputGradient: OneDNNMemory
  let inputGradient: OneDNNMemory
  let weights: ConvertedWeights
  /// How the output gradient lies in the second workspace after a run.
  let convertedGradient: OneDNNLayout
  private let sequence: ConvertedProduct

  init(_ layout: ConvolutionLayout, converted: Bool, context: ComputeContext) throws {
    let plan = try layout.plan(.inputGradient, converted: converted, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    inputGradient = try OneDNNMemory(layout.input, context: context)
    weights = try ConvertedWeights(layout, plan: plan, context: context)
    let source = try Conversion(
      of: outputGradient, to: plan.layout(.outputGradient), in: context.convertedWorkspaces[1], context: context)
    let target = try Conversion(
      to: inputGradient, from: plan.layout(.inputGradient), in: context.convertedWorkspaces[0], context: context)
    convertedGradient = source.inside.layout
    let product = try OneDNNOperation(
      plan, [.outputGradient: source.inside, .weights: weights.inside, .inputGradient: target.inside],
      context: context)
    sequence = ConvertedProduct(before: [source], product: product, after: target)
  }

  /// Overwrites the input gradient from the operands that the memories point at.
  func run() { sequence.run() }
}

/// The weight gradient of a convolution with its operands.
struct WeightGradientPass {
  let input: OneDNNMemory
  let outputGradient: OneDNNMemory
  /// The weight gradient as the program keeps it.
  let weightGradient: OneDNNMemory
  /// How the output gradient lies in the second workspace during a run.
  let convertedGradient: OneDNNLayout
  private let sequence: ConvertedProduct

  init(_ layout: ConvolutionLayout, converted: Bool, context: ComputeContext) throws {
    let plan = try layout.plan(.weightGradient, converted: converted, context: context)
    input = try OneDNNMemory(layout.input, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    weightGradient = try OneDNNMemory(layout.plainWeights, context: context)
    let sources = [
      try Conversion(of: input, to: plan.layout(.input), in: context.convertedWorkspaces[0], context: context),
      try Conversion(
        of: outputGradient, to: plan.layout(.outputGradient), in: context.convertedWorkspaces[1], context: context),
    ]
    convertedGradient = sources[1].inside.layout
    let target = try Conversion(to: weightGradient, from: plan.layout(.weightGradient), context: context)
    let product = try OneDNNOperation(
      plan, [.input: sources[0].inside, .outputGradient: sources[1].inside, .weightGradient: target.inside],
      context: context)
    sequence = ConvertedProduct(before: sources, product: product, after: target)
  }

  /// Overwrites the weight gradient from the operands that the memories point at.
  ///
  /// - Parameter gradientIsConverted: whether the output gradient lies converted in its workspace.
  func run(gradientIsConverted: Bool) { sequence.run(lastIsConverted: gradientIsConverted) }
}

/// Weights in the layout that oneDNN wants, converted when they have changed.
final class ConvertedWeights {
  /// What the product reads.
  let inside: OneDNNMemory
  var areCurrent = false
  private let plain: OneDNNMemory
  private let reorder: OneDNNOperation?

  init(_ layout: ConvolutionLayout, plan: OneDNNPlan, context: ComputeContext) throws {
    plain = try OneDNNMemory(layout.plainWeights, context: context)
    let conversion = try Conversion(of: plain, to: plan.layout(.weights), context: context)
    (inside, reorder) = (conversion.inside, conversion.reorder)
  }

  /// Makes the product read `weights`, converted where needed and not yet done.
  func load(_ weights: Tensor) {
    plain.point(at: weights)
    guard let reorder, !areCurrent else { return }
    reorder.run()
    areCurrent = true
  }
}
