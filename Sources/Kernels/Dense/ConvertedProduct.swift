import COneDNN

/// A product between the conversions of its operands.
struct ConvertedProduct {
  let before: [Conversion]
  let product: OneDNNOperation
  let after: Conversion

  /// - Parameter lastIsConverted: whether what the last of `before` makes lies in its workspace already.
  func run(lastIsConverted: Bool = false) {
    for (index, conversion) in before.enumerated() {
      conversion.placeInside()
      if !lastIsConverted || index < before.count - 1 { conversion.reorder?.run() }
    }
    after.placeInside()
    product.run()
    after.reorder?.run()
  }
}

/// An operand in the layout that oneDNN wants, with the conversion from or to the program's.
struct Conversion {
  /// What the product reads or writes.
  let inside: OneDNNMemory
  /// Nil where the layouts are the same.
  let reorder: OneDNNOperation?
  private let workspace: Workspace?

  /// - Parameter workspace: where the converted operand lies while the product runs; nil for storage of its own.
  init(
    of plain: OneDNNMemory, to wanted: OneDNNLayout, in workspace: Workspace? = nil, context: ComputeContext
  ) throws {
    inside = try Self.inside(plain, wanted, workspace, context)
    reorder = try Self.reorder(from: plain, to: inside, context)
    self.workspace = workspace
  }

  init(
    to plain: OneDNNMemory, from wanted: OneDNNLayout, in workspace: Workspace? = nil, context: ComputeContext
  ) throws {
    inside = try Self.inside(plain, wanted, workspace, context)
    reorder = try Self.reorder(from: inside, to: plain, context)
    self.workspace = workspace
  }

  /// Points at the workspace, which may have moved since it was last used.
  func placeInside() {
    guard let workspace, reorder != nil else { return }
    inside.point(at: workspace.base)
  }

  private static func inside(
    _ plain: OneDNNMemory, _ wanted: OneDNNLayout, _ workspace: Workspace?, _ context: ComputeContext
  ) throws -> OneDNNMemory {
    if wanted == plain.layout { return plain }
    workspace?.reserve(byteCount: wanted.byteCount)
    return try OneDNNMemory(wanted, allocates: workspace == nil, context: context)
  }

  private static func reorder(
    from source: OneDNNMemory, to target: OneDNNMemory, _ context: ComputeContext
  ) throws -> OneDNNOperation? {
    guard source !== target else { return nil }
    let plan = try OneDNNPlan(reorderFrom: source.layout, to: target.layout, context: context)
    return try OneDNNOperation(plan, [.input: source, .output: target], context: context)
  }
}
