import OneDNN
import Tensors

/// The forward pass of a convolution with its operands.
struct ForwardPass {
  let description: OneDNNDescription
  let input: OneDNNMemory
  let output: OneDNNMemory
  let bias: OneDNNMemory?
  let weights: ConvertedWeights
  /// The product, between conversions of the activations where oneDNN's own layout is taken.
  private let primitives: [OneDNNPrimitive]

  init(_ layout: ConvolutionLayout, context: ComputeContext) throws {
    let description = try Self.describe(layout, blocked: false, context: context)
    // Backward passes want this one as their hint.
    self.description = description
    let forward = layout.isSmallImage ? try Self.describe(layout, blocked: true, context: context) : description
    input = try OneDNNMemory(layout.input, context: context)
    output = try OneDNNMemory(layout.output, context: context)
    bias = try layout.bias.map { try OneDNNMemory($0, context: context) }
    weights = try ConvertedWeights(
      plain: layout.plainWeights, wanted: forward.layout(dnnl_query_weights_md), context: context)
    let source = try ConvertedActivations(input, forward.layout(dnnl_query_src_md), isInput: true, context: context)
    let target = try ConvertedActivations(output, forward.layout(dnnl_query_dst_md), isInput: false, context: context)
    var operands = [
      (DNNL_ARG_SRC, source.converted), (DNNL_ARG_WEIGHTS, weights.converted), (DNNL_ARG_DST, target.converted),
    ]
    if let bias { operands.append((DNNL_ARG_BIAS, bias)) }
    let product = try OneDNNPrimitive(forward, operands, context: context)
    primitives = [source.reorder, product, target.reorder].compactMap { $0 }
  }

  /// Overwrites the output from the operands that the memories point at.
  func run() {
    for primitive in primitives { primitive.execute() }
  }

  private static func describe(
    _ layout: ConvolutionLayout, blocked: Bool, context: ComputeContext
  ) throws -> OneDNNDescription {
    var (source, weights, target) = (
      blocked ? layout.anyInput : layout.input, layout.anyWeights, blocked ? layout.anyOutput : layout.output
    )
    var bias = layout.bias ?? dnnl_memory_desc_t()
    var operation = dnnl_convolution_desc_t()
    try check(
      withUnsafePointer(to: &bias) {
        dnnl_convolution_forward_desc_init(
          &operation, dnnl_forward_training, dnnl_convolution_direct, &source, &weights,
          layout.bias == nil ? nil : $0, &target, layout.strides, layout.padding, layout.padding)
      }, "describe a convolution")
    return try OneDNNDescription(&operation, context: context)
  }
}

/// Activations in the layout that oneDNN wants, with the conversion from or to the program's.
private struct ConvertedActivations {
  let converted: OneDNNMemory
  /// Nil where the layouts are the same.
  let reorder: OneDNNPrimitive?

  init(_ plain: OneDNNMemory, _ wanted: dnnl_memory_desc_t, isInput: Bool, context: ComputeContext) throws {
    if wanted.hasSameLayout(as: plain.descriptor) {
      (converted, reorder) = (plain, nil)
      return
    }
    converted = try OneDNNMemory(wanted, allocates: true, context: context)
    let (source, target) = isInput ? (plain, converted) : (converted, plain)
    reorder = try OneDNNPrimitive(
      OneDNNDescription(reorderFrom: source.descriptor, to: target.descriptor, context: context),
      [(DNNL_ARG_SRC, source), (DNNL_ARG_DST, target)], context: context)
  }
}

/// The input gradient of a convolution with its operands.
struct InputGradientPass {
  let outputGradient: OneDNNMemory
  let inputGradient: OneDNNMemory
  let weights: ConvertedWeights
  let primitive: OneDNNPrimitive

  init(_ layout: ConvolutionLayout, hint: ForwardPass, context: ComputeContext) throws {
    var (source, weightsLayout, target) = (layout.input, layout.anyWeights, layout.output)
    var operation = dnnl_convolution_desc_t()
    try check(
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &source, &weightsLayout, &target, layout.strides, layout.padding,
        layout.padding), "describe an input gradient")
    let description = try OneDNNDescription(&operation, hint: hint.description, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    inputGradient = try OneDNNMemory(layout.input, context: context)
    weights = try ConvertedWeights(
      plain: layout.plainWeights, wanted: description.layout(dnnl_query_weights_md), context: context)
    primitive = try OneDNNPrimitive(
      description,
      [
        (DNNL_ARG_DIFF_DST, outputGradient), (DNNL_ARG_WEIGHTS, weights.converted),
        (DNNL_ARG_DIFF_SRC, inputGradient),
      ], context: context)
  }
}

/// The weight gradient of a convolution with its operands.
struct WeightGradientPass {
  let input: OneDNNMemory
  let outputGradient: OneDNNMemory
  /// The weight gradient as the program keeps it.
  let plainWeightGradient: OneDNNMemory
  let primitive: OneDNNPrimitive
  /// From oneDNN's layout to the program's; nil where they are the same.
  let reorder: OneDNNPrimitive?

  init(_ layout: ConvolutionLayout, hint: ForwardPass, context: ComputeContext) throws {
    var (source, weightsLayout, target) = (layout.input, layout.anyWeights, layout.output)
    var operation = dnnl_convolution_desc_t()
    try check(
      dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &source, &weightsLayout, nil, &target, layout.strides, layout.padding,
        layout.padding), "describe a weight gradient")
    let description = try OneDNNDescription(&operation, hint: hint.description, context: context)
    input = try OneDNNMemory(layout.input, context: context)
    outputGradient = try OneDNNMemory(layout.output, context: context)
    plainWeightGradient = try OneDNNMemory(layout.plainWeights, context: context)
    let wanted = description.layout(dnnl_query_diff_weights_md)
    let weightGradient: OneDNNMemory
    if wanted.hasSameLayout(as: layout.plainWeights) {
      weightGradient = plainWeightGradient
      reorder = nil
    } else {
      weightGradient = try OneDNNMemory(wanted, allocates: true, context: context)
      let conversion = try OneDNNDescription(reorderFrom: wanted, to: layout.plainWeights, context: context)
      reorder = try OneDNNPrimitive(
        conversion, [(DNNL_ARG_SRC, weightGradient), (DNNL_ARG_DST, plainWeightGradient)], context: context)
    }
    primitive = try OneDNNPrimitive(
      description,
      [(DNNL_ARG_SRC, input), (DNNL_ARG_DIFF_DST, outputGradient), (DNNL_ARG_DIFF_WEIGHTS, weightGradient)],
      context: context)
  }
}

/// Weights in the layout that oneDNN wants, converted when they have changed.
final class ConvertedWeights {
  /// What the primitive reads.
  let converted: OneDNNMemory
  var areCurrent = false
  private let plain: OneDNNMemory
  /// Nil where the program's layout is the wanted one.
  private let reorder: OneDNNPrimitive?

  init(plain layout: dnnl_memory_desc_t, wanted: dnnl_memory_desc_t, context: ComputeContext) throws {
    plain = try OneDNNMemory(layout, context: context)
    if wanted.hasSameLayout(as: layout) {
      converted = plain
      reorder = nil
    } else {
      converted = try OneDNNMemory(wanted, allocates: true, context: context)
      let conversion = try OneDNNDescription(reorderFrom: layout, to: wanted, context: context)
      reorder = try OneDNNPrimitive(
        conversion, [(DNNL_ARG_SRC, plain), (DNNL_ARG_DST, converted)], context: context)
    }
  }

  /// Makes the primitive read `weights`, converted where needed and not yet done.
  func load(_ weights: Tensor) {
    plain.point(at: weights.pointer)
    guard let reorder, !areCurrent else { return }
    reorder.execute()
    areCurrent = true
  }
}
