import COneDNN
import Tensors

/// The forward pass of a convolution with its operands.
struct ForwardPass {
  /// The product of activations channels last, which backward passes want as their hint.
  let plan: OneDNNPlan
  let input: OneDNNMemory
  let output: OneDNNMemory
  let bias: OneDNNMemory?
  let weights: ConvertedWeights
  /// The product, between conversions of the activations where oneDNN's own layout is taken.
  private let operations: [OneDNNOperation]

  init(_ layout: ConvolutionLayout, context: ComputeContext) throws {
    plan = try layout.plan(.forward, context: context)
    let chosen = layout.isSmallImage ? try layout.plan(.forward, blocked: true, context: context) : plan
    input = try OneDNNMemory(layout.input, context: context)
    output = try OneDNNMemory(layout.output, context: context)
    bias = try layout.bias.map { try OneDNNMemory($0, context: context) }
    weights = try ConvertedWeights(layout, plan: chosen, context: context)
    let source = try Conversion(of: input, to: chosen.layout(.input), context: context)
    let target = try Conversion(to: output, from: chosen.layout(.output), context: context)
    let operands: KeyValuePairs<OneDNNOperand, OneDNNMemory> =
      if let bias {
        [.input: source.inside, .weights: weights.inside, .output: target.inside, .bias: bias]
      } else {
        [.input: source.inside, .weights: weights.inside, .output: target.inside]
      }
    let product = try OneDNNOperation(chosen, operands, context: context)
    operations = [source.reorder, product, target.reorder].compactMap { $0 }
  }

  /// Overwrites the output from the operands that the memories point at.
  func run() {
    for operation in operations { operation.run() }
  }
}

/// The input gradient of a convolution with its operands.
struct InputGradientPass {
  let outputGradient: OneDNNMemory
  let inputGradient: OneDNNMemory
  let weights: ConvertedWeights
  let product: OneDNNOperation

  init(_ layout: ConvolutionLayout, hint: OneDNNPlan, context: ComputeContext) throws {
    let plan = try layout.plan(.inputGradient, hint: hint, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    inputGradient = try OneDNNMemory(layout.input, context: context)
    weights = try ConvertedWeights(layout, plan: plan, context: context)
    product = try OneDNNOperation(
      plan, [.outputGradient: outputGradient, .weights: weights.inside, .inputGradient: inputGradient],
      context: context)
  }
}

/// The weight gradient of a convolution with its operands.
struct WeightGradientPass {
  let input: OneDNNMemory
  let outputGradient: OneDNNMemory
  /// The weight gradient as the program keeps it.
  let weightGradient: OneDNNMemory
  private let product: OneDNNOperation
  private let reorder: OneDNNOperation?

  init(_ layout: ConvolutionLayout, hint: OneDNNPlan, context: ComputeContext) throws {
    let plan = try layout.plan(.weightGradient, hint: hint, context: context)
    input = try OneDNNMemory(layout.input, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    weightGradient = try OneDNNMemory(layout.plainWeights, context: context)
    let target = try Conversion(to: weightGradient, from: plan.layout(.weightGradient), context: context)
    reorder = target.reorder
    product = try OneDNNOperation(
      plan, [.input: input, .outputGradient: outputGradient, .weightGradient: target.inside], context: context)
  }

  /// Overwrites the weight gradient from the operands that the memories point at.
  func run() {
    product.run()
    reorder?.run()
  }
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

/// An operand in the layout that oneDNN wants, with the conversion from or to the program's.
private struct Conversion {
  let inside: OneDNNMemory
  /// Nil where the layouts are the same.
  let reorder: OneDNNOperation?

  init(of plain: OneDNNMemory, to wanted: OneDNNLayout, context: ComputeContext) throws {
    inside = try Self.inside(plain, wanted, context)
    reorder = try Self.reorder(from: plain, to: inside, context)
  }

  init(to plain: OneDNNMemory, from wanted: OneDNNLayout, context: ComputeContext) throws {
    inside = try Self.inside(plain, wanted, context)
    reorder = try Self.reorder(from: inside, to: plain, context)
  }

  private static func inside(
    _ plain: OneDNNMemory, _ wanted: OneDNNLayout, _ context: ComputeContext
  ) throws -> OneDNNMemory {
    wanted == plain.layout ? plain : try OneDNNMemory(wanted, allocates: true, context: context)
  }

  private static func reorder(
    from source: OneDNNMemory, to target: OneDNNMemory, _ context: ComputeContext
  ) throws -> OneDNNOperation? {
    guard source !== target else { return nil }
    let plan = try OneDNNPlan(reorderFrom: source.layout, to: target.layout, context: context)
    return try OneDNNOperation(plan, [.input: source, .output: target], context: context)
  }
}
