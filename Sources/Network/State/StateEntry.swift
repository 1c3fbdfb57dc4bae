/// A tensor of a network's state, as PyTorch's state dict lists it.
enum StateEntry {
  case parameter(Parameter)
  case buffer(NamedBuffer)

  var name: String {
    switch self {
    case .parameter(let parameter): parameter.name
    case .buffer(let buffer): buffer.name
    }
  }

  /// In PyTorch's layout.
  var shape: [Int] {
    switch self {
    case .parameter(let parameter): parameter.shape
    case .buffer(let buffer): buffer.shape
    }
  }

  /// Whether a file may lack it.
  var isOptional: Bool {
    switch self {
    case .parameter: false
    case .buffer(let buffer): buffer.isCounter
    }
  }

  var stored: StoredTensor {
    switch self {
    case .parameter(let parameter): StoredTensor(shape: shape, values: parameter.stateValues)
    case .buffer(let buffer):
      StoredTensor(
        shape: shape, values: buffer.value.array, elementType: buffer.isCounter ? .int64 : .float32)
    }
  }

  func load(_ tensor: StoredTensor) {
    switch self {
    case .parameter(let parameter): parameter.setStateValues(tensor.values)
    case .buffer(let buffer): buffer.value.copy(from: tensor.values)
    }
  }
}
