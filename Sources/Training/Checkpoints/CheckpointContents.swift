import Files
import Network
import Tensors

/// What one rank writes of a checkpoint: copies, taken between two steps.
///
/// | file | holds |
/// | --- | --- |
/// | `model.safetensors` | rank 0 writes it: the weights as PyTorch loads them, with the ranks' mean of the running statistics |
/// | `rank-R.safetensors` | `statistics.`, `average.`, `counter.`, `exchange.`, `timing.`: rank R's own; `optimizer.`: its share of the optimizer's tensors and of averaged weights, the same on all |
struct CheckpointContents: Sendable {
  typealias Tensors = [(name: String, tensor: StoredTensor)]

  private let files: [(name: String, tensors: Tensors)]
  private let metadata: [String: String]

  /// - Parameters:
  ///   - model: on rank 0, the state dictionary with the shared statistics.
  ///   - own: what only this rank has.
  ///   - shared: what all ranks have besides the model.
  ///   - metadata: of every file.
  init(
    model: Tensors?, own: Tensors, shared: [String: Tensor], rank: Int, worldSize: Int, modelBytes: Int,
    metadata: [String: String]
  ) {
    self.metadata = metadata
    let share = Self.share(of: rank, worldSize, in: shared, modelBytes: modelBytes)
    let tensors = own + share.map { ("optimizer.\($0)", StoredTensor(shared[$0]!)) }
    files =
      (model.map { [(CheckpointManifest.modelFile, $0)] } ?? [])
      + [(CheckpointManifest.rankFile(rank), tensors)]
  }

  /// The tensors that `rank` writes of those that all ranks hold, so that all write about as many bytes, the model's
  /// included: the largest goes to whoever has the least so far.
  private static func share(of rank: Int, _ ranks: Int, in tensors: [String: Tensor], modelBytes: Int) -> [String] {
    var bytes = [modelBytes] + Array(repeating: 0, count: ranks - 1)
    var own: [String] = []
    for (name, tensor) in tensors.sorted(by: { ($0.value.count, $0.key) > ($1.value.count, $1.key) }) {
      let writer = bytes.indices.min { bytes[$0] < bytes[$1] }!
      bytes[writer] += tensor.count * MemoryLayout<Float>.stride
      if writer == rank { own.append(name) }
    }
    return own
  }

  /// Writes the files into `folder`, which is made where it is not there.
  /// - Throws: `WritingError`.
  func write(to folder: String) throws -> [String: CheckpointManifest.File] {
    try WholeFile.makeFolder(folder)
    var facts: [String: CheckpointManifest.File] = [:]
    for (name, tensors) in files {
      let path = "\(folder)/\(name)"
      try Safetensors.write(tensors, to: path, metadata: metadata)
      facts[name] = try CheckpointFile.facts(path)
    }
    return facts
  }
}

extension StoredTensor {
  /// A copy of `tensor`, flat, in the layout of its memory.
  init(_ tensor: Tensor) { self.init(shape: [tensor.count], values: tensor.array) }
}
