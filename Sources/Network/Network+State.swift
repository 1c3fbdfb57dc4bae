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

  /// Loads a safetensors file as `load(_:from:)` does. Names, types and shapes are checked before a tensor is read.
  public func load(from path: String) throws {
    let file = try SafetensorsFile(path)
    let entries = Dictionary(uniqueKeysWithValues: file.header.entries.map { ($0.name, $0) })
    try check(entries.mapValues { (isInteger: $0.type.isInteger, shape: $0.shape) }, path: path)
    try load(entries.mapValues { try file.tensor($0) }, from: path)
  }

  /// Overwrites the state with tensors under PyTorch's names and in its layout and element types.
  ///
  /// Every tensor must be there with its shape, its values finite, and none that the model does not know; only counters
  /// of batches may be missing. Nothing changes where it throws `WeightsError`, which names `path`.
  public func load(_ tensors: [String: StoredTensor], from path: String) throws {
    try check(tensors.mapValues { (isInteger: $0.elementType.isInteger, shape: $0.shape) }, path: path)
    for entry in stateOrder {
      if let tensor = tensors[entry.name] { try check(tensor, for: entry, path: path) }
    }
    for entry in stateOrder {
      if let tensor = tensors[entry.name] { entry.load(tensor) }
    }
    weightsChanged()
  }

  private func check(_ tensors: [String: (isInteger: Bool, shape: [Int])], path: String) throws {
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
      guard tensor.isInteger == entry.isCounter else {
        throw WeightsError(
          path, tensor: entry.name,
          entry.isCounter ? "is no integer, expected dtype I64" : "is of integers, expected F32", hint: hint)
      }
    }
    guard let name = unknown.min() else { return }
    throw WeightsError(path, tensor: name, "is not part of model \(self.name)", hint: hint)
  }

  /// Checks the values of a tensor whose type is right.
  private func check(_ tensor: StoredTensor, for entry: StateEntry, path: String) throws {
    switch tensor.elements {
    case .float32(let values):
      guard let place = values.firstIndex(where: { !$0.isFinite }) else { return }
      throw WeightsError(
        path, tensor: entry.name, "is \(values[place]) at element \(place), expected finite values",
        hint: "the training that wrote it diverged; take weights from before")
    case .int64(let values):
      guard values[0] < 0 else { return }
      throw WeightsError(
        path, tensor: entry.name, "is \(values[0]), expected 0 or more", hint: "write the file again")
    }
  }
}
