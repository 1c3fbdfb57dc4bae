import Exchange
import Kernels
import Network
import Tensors
import Training

/// When in a step of one rank each gradient is ready.
struct GradientTimes {
  /// From the beginning of the step, in the order in which backward finishes the gradients; medians of the rounds.
  let readySeconds: [Double]
  let backwardEndSeconds: Double
  let optimizerSeconds: Double
  /// The gradients of the last round, and what lies in them.
  let gradients: Tensor
  let tensors: [GradientTensor]

  var stepSeconds: Double { backwardEndSeconds + optimizerSeconds }

  init(_ setting: StepSetting, pruning: Pruning?, rounds: Int) throws {
    let network = try Network(
      model: setting.model, inputShape: setting.shape, classes: setting.classes, pruning: pruning,
      context: setting.context, seed: 1, stem: setting.stem)
    let optimizer = OptimizerKind.sgd.make(
      OptimizerInput(parameters: network.backwardOrder, momentum: 0.9, weightDecay: 5e-4, context: setting.context))
    let images = Tensor(setting.shape)
    images.fillNormal(standardDeviation: 1, seed: 2)
    let labels = (0..<Int32(setting.shape.batch)).map { $0 % Int32(setting.classes) }
    let logitsGradient = Tensor(TensorShape(batch: labels.count, channels: setting.classes))
    let loss = SoftmaxCrossEntropy(labelSmoothing: 0.1)

    var steps: [[Double]] = []
    // The first round warms up.
    for round in 0...rounds {
      var times: [Double] = []
      let start = ContinuousClock.now
      func note() { times.append((ContinuousClock.now - start) / .seconds(1)) }
      let logits = try network.forward(images, mode: .training)
      _ = loss(
        logits: logits, labels: labels, sampleCount: labels.count, divisor: labels.count, gradient: logitsGradient)
      try network.backward(logitsGradient: logitsGradient, key: StepKey(seed: 1, step: round, rank: 0)) { _ in note() }
      note()
      optimizer.step(learningRate: 0.01)
      network.weightsChanged()
      note()
      if round > 0 { steps.append(times) }
    }
    let medians = (steps.first ?? []).indices.map { index in steps.map { $0[index] }.median }
    readySeconds = medians.dropLast(2)
    backwardEndSeconds = medians[medians.count - 2]
    optimizerSeconds = medians[medians.count - 1] - backwardEndSeconds
    gradients = network.gradients
    tensors = network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) }
  }
}
