import ArgumentParser
import Kernels
import Training

/// The options that say how a run goes: from what recipe and seed, on what, judged and kept how often.
struct RunOptions: ParsableArguments {
  @Option(help: "A recipe (YAML) of these options, or the config.json of a run; those given beside it win.")
  var config: String?
  @Option(help: "What first weights, order, augmentation and random pruning depend on.") var seed: UInt64 = 0
  @Option(help: "Epochs between evaluations.") var evaluateEvery = 1
  @Option(help: "Stop after so many epochs without a better test accuracy; never if not given.") var patience: Int?
  @Option(help: "Instruction set of the kernels; auto takes the best that the processor has.")
  var kernels = KernelSelection.auto
  @Option(help: "Threads of a rank, a core each; as fast as more ranks on a host, and the model is there once.")
  var threads = 1
  @Option(help: "What products multiply; bf16 needs a processor with AVX512_BF16 or AMX. Sums stay fp32.")
  var precision = Precision.fp32
  @OptionGroup var checkpoints: CheckpointOptions

  /// Sets what the options come to.
  func apply(to recipe: inout Recipe) {
    recipe.seed = seed
    recipe.evaluateEveryEpochs = evaluateEvery
    recipe.patienceEpochs = patience
    recipe.kernels = kernels
    recipe.threads = threads
    recipe.precision = precision
    recipe.checkpoints = checkpoints.settings()
  }
}
