import Communication
import Exchange
import Network
import Tensors

/// The tensors of a checkpoint's rank files, read by the ranks that continue: rank r of W' reads the files of the ranks
/// r, r + W', ... of the W that wrote them.
struct CheckpointTensors {
  private let point: ResumePoint
  private let communicator: Communicator
  private let files: [[String: StoredTensor]]
  private var isSameWorld: Bool { point.manifest.worldSize == communicator.size }

  /// - Throws: `WeightsError` where a file cannot be read.
  init(_ point: ResumePoint, _ communicator: Communicator) throws {
    self.point = point
    self.communicator = communicator
    files = try stride(from: communicator.rank, to: point.manifest.worldSize, by: communicator.size).map {
      try Safetensors.read("\(point.folder)/\(CheckpointManifest.rankFile($0))")
    }
  }

  /// Overwrites the tensors that all ranks have, each of which lies in one rank's file. Collective.
  func load(shared tensors: [String: Tensor]) throws {
    let names = tensors.keys.sorted()
    let holders = try communicator.allreduce(
      names.map { own("optimizer.\($0)") == nil ? -1 : communicator.rank }, .maximum, for: "the optimizer's state")
    for (name, holder) in zip(names, holders) {
      guard holder >= 0 else { throw misfit("optimizer.\(name)") }
      let tensor = tensors[name]!
      let saved = own("optimizer.\(name)")
      let count = try communicator.broadcast(saved?.count ?? 0, from: holder, for: "the optimizer's state")
      guard count == tensor.count else { throw misfit("optimizer.\(name)") }
      if let saved { tensor.copy(from: saved.values) }
      try communicator.broadcast(
        UnsafeMutableBufferPointer(start: tensor.pointer, count: tensor.count), from: holder,
        for: "the optimizer's state")
    }
  }

  /// Overwrites this rank's running statistics and counters of batches. With another number of ranks the mean of all
  /// ranks' statistics, which came with the model, stays.
  func load(statisticsOf network: Network) throws {
    guard isSameWorld else { return }
    for buffer in network.buffers {
      buffer.value.copy(from: try values("statistics.\(buffer.name)", count: buffer.value.count).values)
    }
    var state = network.state
    for name in state.batches.keys { state.batches[name] = try integers("counter.\(name)", count: 1)[0] }
    network.state = state
  }

  /// Overwrites the averages of this rank's running statistics; with another number of ranks by the mean over the old
  /// ranks. Collective.
  func load(averagedStatistics tensors: [String: Tensor]) throws {
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      guard !isSameWorld else {
        tensor.copy(from: try values("average.\(name)", count: tensor.count).values)
        continue
      }
      let sum = try sum(of: "average.\(name)", in: files, count: tensor.count)
      tensor.copy(from: sum.map { $0 / Float(point.manifest.worldSize) })
    }
  }

  /// The sum of the old ranks' tensors of a name. Collective.
  private func sum(of name: String, in files: [[String: StoredTensor]], count: Int) throws -> [Float] {
    var sum = [Float](repeating: 0, count: count)
    for saved in files.compactMap({ $0[name]?.values }) {
      guard saved.count == count else { throw misfit(name) }
      for index in sum.indices { sum[index] += saved[index] }
    }
    return try communicator.allreduce(sum, .sum, for: "the ranks' tensors")
  }

  /// The exchange's state for this rank. With another number of ranks: residuals are the sum over the old ranks divided
  /// by the number of new ones, PowerSGD's Q is the first rank's. Collective.
  func exchange() throws -> ExchangeState {
    let manifest = point.manifest
    if isSameWorld {
      return ExchangeState(
        codec: manifest.codec, route: manifest.route, tensors: named("exchange.", in: files[0]).mapValues(Self.tensor))
    }
    let first = communicator.rank == 0 ? named("exchange.", in: files[0]) : [:]
    let lines = first.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }.joined(separator: "\n")
    var tensors: [String: Tensor] = [:]
    for line in try communicator.agreed(lines, for: "the residuals' names").split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      let (count, name) = (Int(words[0])!, String(words[1]))
      let isOnce = name.hasSuffix(".right")
      let holders = isOnce ? Array(files.prefix(communicator.rank == 0 ? 1 : 0)) : files
      let sum = try sum(of: "exchange.\(name)", in: holders, count: count)
      let divisor = isOnce ? 1 : Float(communicator.size)
      tensors[name] = Tensor(count: count)
      tensors[name]!.copy(from: sum.map { $0 / divisor })
    }
    return ExchangeState(codec: manifest.codec, route: .direct, tensors: tensors)
  }

  /// The numbers under `name` of this rank's file; zeros for a rank that has none.
  func integers(_ name: String, count: Int) throws -> [Int] {
    if files.isEmpty { return Array(repeating: 0, count: count) }
    guard let integers = try values(name, count: count).integers else { throw misfit(name) }
    return integers.map { Int($0) }
  }

  private func values(_ name: String, count: Int) throws -> StoredTensor {
    guard let saved = own(name), saved.count == count else { throw misfit(name) }
    return saved
  }

  private func own(_ name: String) -> StoredTensor? { files.lazy.compactMap { $0[name] }.first }

  private func named(_ prefix: String, in file: [String: StoredTensor]) -> [String: StoredTensor] {
    Dictionary(
      uniqueKeysWithValues: file.filter { $0.key.hasPrefix(prefix) }.map {
        (String($0.key.dropFirst(prefix.count)), $0.value)
      })
  }

  private static func tensor(_ saved: StoredTensor) -> Tensor {
    let tensor = Tensor(count: saved.count)
    tensor.copy(from: saved.values)
    return tensor
  }

  private func misfit(_ name: String) -> CheckpointError {
    CheckpointError("\(point.folder): \(name) is missing or of another size; continue with the program that wrote it")
  }
}
