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
  ///
  /// Names may all have the prefix `module.`, as PyTorch's data-parallel wrappers save them.
  /// - Parameter head: with `new`, the last linear layer keeps its values, and the file's are not looked at.
  public func load(from path: String, head: InitialHead = .kept) throws {
    let file = try SafetensorsFile(path)
    let wrapper = "module."
    let prefix = file.header.entries.allSatisfy { $0.name.hasPrefix(wrapper) } ? wrapper : ""
    var entries = Dictionary(uniqueKeysWithValues: file.header.entries.map { ($0.name.dropping(prefix), $0) })
    let left = leftOut(by: head)
    for entry in left { entries[entry.name] = nil }
    let kept = Dictionary(uniqueKeysWithValues: left.map { ($0.name, $0.stored) })
    try check(
      entries.mapValues { (isInteger: $0.type.isInteger, shape: $0.shape) }
        .merging(kept.mapValues { (isInteger: false, shape: $0.shape) }) { first, _ in first }, path: path)
    try load(entries.mapValues { try file.tensor($0) }.merging(kept) { first, _ in first }, from: path)
  }

  /// What of the state a file's values are not taken for.
  private func leftOut(by head: InitialHead) -> [StateEntry] {
    switch head {
    case .kept: []
    case .new: self.head.map(StateEntry.parameter)
    }
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
    let hint = "is it a file of model \(name), for images of as many channels?"
    var unknown = Set(tensors.keys)
    for entry in stateOrder {
      unknown.remove(entry.name)
      guard let tensor = tensors[entry.name] else {
        if entry.isCounter { continue }
        throw WeightsError(path, tensor: entry.name, "is missing, expected shape \(entry.shape)", hint: hint)
      }
      guard tensor.shape == entry.shape else {
        try checkClasses(of: tensor.shape, for: entry, path: path)
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

  /// Says so where a head of another number of classes is all that keeps weights from fitting.
  private func checkClasses(of shape: [Int], for entry: StateEntry, path: String) throws {
    guard head.contains(where: { $0.name == entry.name }), shape.dropFirst() == entry.shape.dropFirst(),
      let count = shape.first
    else { return }
    let hint =
      switch purpose {
      case .training: "--init-head new starts the last layer afresh and takes all others"
      case .evaluation: "give the data that they were trained on"
      }
    throw WeightsError(
      path, tensor: entry.name, "is of \(count) classes, and the data has \(classes)", hint: hint)
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

extension String {
  /// The text behind `prefix`, which it begins with.
  fileprivate func dropping(_ prefix: String) -> String { String(dropFirst(prefix.count)) }
}
