import Kernels

extension Network {
  /// The whole state under PyTorch's names, in its order, layout and element types.
  public func stateDictionary() -> [(name: String, tensor: StoredTensor)] {
    stateOrder.map { ($0.name, $0.stored) }
  }

  /// Writes the state as a safetensors file that PyTorch's `load_state_dict` takes. Throws
  /// `WritingError`.
  public func save(to path: String, metadata: [String: String] = [:]) throws {
    try Safetensors.write(stateDictionary(), to: path, metadata: ["format": "pt"].merging(metadata) { $1 })
  }

  /// Loads a safetensors file as `load(_:from:)` does.
  public func load(from path: String) throws { try load(Safetensors.read(path), from: path) }

  /// Overwrites the state with tensors under PyTorch's names and in its layout.
  ///
  /// Every tensor must be there with its shape, and none that the model does not know; only counters of batches may be
  /// missing. Nothing changes where it throws `WeightsError`, which names `path`.
  public func load(_ tensors: [String: StoredTensor], from path: String) throws {
    try check(tensors, path: path)
    for entry in stateOrder {
      if let tensor = tensors[entry.name] { entry.load(tensor) }
    }
    weightsChanged()
  }

  private func check(_ tensors: [String: StoredTensor], path: String) throws {
    let hint = "is it a file of model \(name) with the same number of classes?"
    var unknown = Set(tensors.keys)
    for entry in stateOrder {
      unknown.remove(entry.name)
      guard let tensor = tensors[entry.name] else {
        if entry.isCounter { continue }
        throw WeightsError(path, tensor: entry.name, "is missing, expected shape \(entry.shape)", hint: hint)
      }
      guard tensor.shape == entry.shape else {
        throw WeightsError(
          path, tensor: entry.name, "has shape \(tensor.shape), expected \(entry.shape)", hint: hint)
      }
      guard !entry.isCounter || tensor.integers != nil else {
        throw WeightsError(path, tensor: entry.name, "is \(tensor.values[0]), expected an integer", hint: hint)
      }
    }
    guard let name = unknown.min() else { return }
    throw WeightsError(path, tensor: name, "is not part of model \(self.name)", hint: hint)
  }
}
