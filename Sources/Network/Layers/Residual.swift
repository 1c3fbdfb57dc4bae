import Kernels
import Tensors

/// A block whose main path ends in a batch norm that joins the shortcut: the input itself, or the input through layers
/// of its own.
final class Residual: Layer {
  let main: Sequential
  let joint: BatchNorm
  let shortcut: Sequential?
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
    guard let normalized = joint.backward(outputGradient, key: key, ready: ready) else { return nil }
    let mainGradient = try main.backward(normalized, key: key, ready: ready)
    let shortcutGradient =
      if let shortcut { try shortcut.backward(outputGradient, key: key, ready: ready) } else { outputGradient }
    guard let mainGradient, let shortcutGradient else { return nil }
    resources.context.add(shortcutGradient, to: mainGradient)
    resources.gradients.give(shortcutGradient)
    return mainGradient
  }

  var backwardOrder: [Parameter] {
    joint.backwardOrder + main.backwardOrder + (shortcut?.backwardOrder ?? [])
  }

  func weightsChanged() {
    main.weightsChanged()
    shortcut?.weightsChanged()
  }
}
