import Communication
import Exchange
import Network
import Tensors

/// The tensors of a checkpoint's rank files, read by the ranks that continue: rank r of W' reads the files of the ranks
/// r, r + W', ... of the W that wrote them, one file after the other, and keeps of each tensor one: the sum of what every
/// old rank had of its own, of other tensors the first.
struct CheckpointTensors {
  private let point: ResumePoint
  private let communicator: Communicator
  private let stored: [String: StoredTensor]
  private var isSameWorld: Bool { point.manifest.worldSize == communicator.size }

  /// - Throws: `WeightsError` where a file cannot be read, `CheckpointError` where tensors of one name differ in size.
  init(_ point: ResumePoint, _ communicator: Communicator) throws {
    self.point = point
    self.communicator = communicator
    var stored: [String: StoredTensor] = [:]
    for rank in stride(from: communicator.rank, to: point.manifest.worldSize, by: communicator.size) {
      for (name, saved) in try Safetensors.read("\(point.folder)/\(CheckpointManifest.rankFile(rank))") {
        guard let before = stored[name] else {
          stored[name] = saved
          continue
        }
        guard Self.isSummed(name) else { continue }
        guard before.count == saved.count else { throw point.misfit(name) }
        stored[name] = StoredTensor(shape: before.shape, values: zip(before.values, saved.values).map(+))
      }
    }
    self.stored = stored
  }

  /// Averages of running statistics and residuals, as opposed to PowerSGD's Q, which is the same on every rank.
  private static func isSummed(_ name: String) -> Bool {
    name.hasPrefix("average.") || (name.hasPrefix("exchange.") && !name.hasSuffix(".right"))
  }

  /// Overwrites the tensors that all ranks have, each of which lies in one rank's file. Collective.
  func load(shared tensors: [String: Tensor]) throws {
    let names = tensors.keys.sorted()
    let holders = try communicator.allreduce(
      names.map { stored["optimizer.\($0)"] == nil ? -1 : communicator.rank }, .maximum, for: "the optimizer's state")
    for (name, holder) in zip(names, holders) {
      guard holder >= 0 else { throw point.misfit("optimizer.\(name)") }
      let tensor = tensors[name]!
      let saved = stored["optimizer.\(name)"]
      let count = try communicator.broadcast(saved?.count ?? 0, from: holder, for: "the optimizer's state")
      guard count == tensor.count else { throw point.misfit("optimizer.\(name)") }
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
      let sum = try sum(of: "average.\(name)", count: tensor.count)
      tensor.copy(from: sum.map { $0 / Float(point.manifest.worldSize) })
    }
  }

  /// The sum over the ranks of what they keep of a name. Collective.
  /// - Parameter adds: whether this rank's part counts.
  private func sum(of name: String, count: Int, adds: Bool = true) throws -> [Float] {
    let values = (adds ? stored[name]?.values : nil) ?? Array(repeating: 0, count: count)
    guard values.count == count else { throw point.misfit(name) }
    return try communicator.allreduce(values, .sum, for: "the ranks' tensors")
  }

  /// The exchange's state for this rank. With another number of ranks: residuals are the sum over the old ranks divided
  /// by the number of new ones, PowerSGD's Q is the first rank's. Collective.
  func exchange() throws -> ExchangeState {
    let manifest = point.manifest
    if isSameWorld {
      return ExchangeState(
        codec: manifest.codec, codecAfter: manifest.codecAfter, route: manifest.route,
        tensors: exchanged.mapValues(Self.tensor))
    }
    let first = communicator.rank == 0 ? exchanged : [:]
    let lines = first.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }.joined(separator: "\n")
    var tensors: [String: Tensor] = [:]
    for line in try communicator.agreed(lines, for: "the residuals' names").split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      let (count, name) = (Int(words[0])!, String(words[1]))
      let isSummed = Self.isSummed("exchange.\(name)")
      let sum = try sum(of: "exchange.\(name)", count: count, adds: isSummed || communicator.rank == 0)
      let divisor = isSummed ? Float(communicator.size) : 1
      tensors[name] = Tensor(count: count)
      tensors[name]!.copy(from: sum.map { $0 / divisor })
    }
    return ExchangeState(
      codec: manifest.codec, codecAfter: manifest.codecAfter, route: .direct, tensors: tensors)
  }

  /// The numbers under `name` of this rank's file; zeros for a rank that has none.
  func integers(_ name: String, count: Int) throws -> [Int] {
    if stored.isEmpty { return Array(repeating: 0, count: count) }
    guard let integers = try values(name, count: count).integers else { throw point.misfit(name) }
    return integers.map { Int($0) }
  }

  private func values(_ name: String, count: Int) throws -> StoredTensor {
    guard let saved = stored[name], saved.count == count else { throw point.misfit(name) }
    return saved
  }

  /// The exchange's, by their names there.
  private var exchanged: [String: StoredTensor] {
    let prefix = "exchange."
    return Dictionary(
      uniqueKeysWithValues: stored.filter { $0.key.hasPrefix(prefix) }.map {
        (String($0.key.dropFirst(prefix.count)), $0.value)
      })
  }

  private static func tensor(_ saved: StoredTensor) -> Tensor {
    let tensor = Tensor(count: saved.count)
    tensor.copy(from: saved.values)
    return tensor
  }
}

extension ResumePoint {
  fileprivate func misfit(_ name: String) -> CheckpointError {
    CheckpointError("\(folder): \(name) is missing or of another size; continue with the program that wrote it")
  }
}
