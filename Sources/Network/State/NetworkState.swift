import Tensors

/// What of a network a continued run goes on from.
public struct NetworkState {
  /// Parameters and running statistics by their state-dict names, in the layout of the memory.
  public var tensors: [String: Tensor]
  /// Batches that each batch norm has seen.
  public var batches: [String: Int]
}

extension Network {
  /// The state as views of what training works on; setting it copies into them, of a state of the same model.
  public var state: NetworkState {
    get {
      NetworkState(
        tensors: Dictionary(
          uniqueKeysWithValues: parameters.map { ($0.name, $0.value) } + buffers.map { ($0.name, $0.value) }),
        batches: Dictionary(uniqueKeysWithValues: counters.map { ($0.name, $0.count) }))
    }
    set {
      for (name, tensor) in state.tensors {
        guard let saved = newValue.tensors[name] else { preconditionFailure("The saved state has \(name).") }
        tensor.copy(from: saved)
      }
      for counter in counters { counter.count = newValue.batches[counter.name] ?? counter.count }
      weightsChanged()
    }
  }

  private var counters: [BatchCounter] {
    stateOrder.compactMap { if case .counter(let counter) = $0 { counter } else { nil } }
  }
}
