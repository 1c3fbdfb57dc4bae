import Kernels
import Tensors

/// A block whose main path ends in a batch norm that joins the shortcut: the input itself, or the input through layers
/// of its own.
final class Residual: Layer {
  let main: Sequential
  let joint: BatchNorm
  let shortcut: Sequential?
  private var trainsShortcut = true
  private let resources: NetworkResources

  /// - Parameters:
  ///   - main: the layers before `joint`.
  ///   - joint: a batch norm whose form adds.
  init(main: [any Layer], joint: BatchNorm, shortcut: [any Layer]?, resources: NetworkResources) {
    precondition(joint.form.hasAddend, "The last batch norm joins the shortcut.")
    self.main = Sequential(main)
    self.joint = joint
    self.shortcut = shortcut.map(Sequential.init)
    self.resources = resources
  }

  func plan(_ inputShape: TensorShape, mode: Mode) throws -> TensorShape {
    let shape = joint.plan(try main.plan(inputShape, mode: mode), mode: mode)
    let added = try shortcut?.plan(inputShape, mode: mode) ?? inputShape
    precondition(shape == added, "Both paths of a block end in one shape.")
    return shape
  }

  func forward(_ input: Tensor, mode: Mode) throws -> Tensor {
    let addend = try shortcut?.forward(input, mode: mode) ?? input
    return joint.forward(try main.forward(input, mode: mode), addend: addend, mode: mode)
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) throws -> Tensor? {
    let normalized = joint.backward(outputGradient, key: key, ready: ready)
    let mainGradient = try normalized.flatMap { try main.backward($0, key: key, ready: ready) }
    let shortcutGradient: Tensor?
    if let shortcut, trainsShortcut {
      shortcutGradient = try shortcut.backward(outputGradient, key: key, ready: ready)
    } else {
      shortcutGradient = outputGradient
    }
    if let mainGradient, let shortcutGradient { resources.context.add(shortcutGradient, to: mainGradient) }
    if let shortcutGradient { resources.gradients.give(shortcutGradient) }
    return mainGradient
  }

  func linkBackward(needsInputGradient: Bool) -> Bool {
    trainsShortcut = shortcut?.linkBackward(needsInputGradient: needsInputGradient) ?? false
    let trainsMain = joint.linkBackward(needsInputGradient: main.linkBackward(needsInputGradient: needsInputGradient))
    return trainsMain || trainsShortcut || needsInputGradient
  }

  var backwardOrder: [Parameter] {
    joint.backwardOrder + main.backwardOrder + (shortcut?.backwardOrder ?? [])
  }

  func weightsChanged() {
    main.weightsChanged()
    shortcut?.weightsChanged()
  }
}
