/// A tensor of a network's state, as PyTorch's state dict lists it.
enum StateEntry {
  case parameter(Parameter)
  case buffer(NamedBuffer)
  case counter(BatchCounter)

  var name: String {
    switch self {
    case .parameter(let parameter): parameter.name
    case .buffer(let buffer): buffer.name
    case .counter(let counter): counter.name
    }
  }

  /// In PyTorch's layout.
  var shape: [Int] {
    switch self {
    case .parameter(let parameter): parameter.shape
    case .buffer(let buffer): buffer.shape
    case .counter: []
    }
  }

  /// Whether it is an integer, which a file may lack.
  var isCounter: Bool {
    switch self {
    case .parameter, .buffer: false
    case .counter: true
    }
  }

  var stored: StoredTensor {
    switch self {
    case .parameter(let parameter): StoredTensor(shape: shape, values: parameter.stateValues)
    case .buffer(let buffer): StoredTensor(shape: shape, values: buffer.value.array)
    case .counter(let counter): StoredTensor(shape: shape, elements: .int64([Int64(counter.count)]))
    }
  }

  /// Overwrites the value with that of `tensor`, which has this shape, and an integer for a counter.
  func load(_ tensor: StoredTensor) {
    switch self {
    case .parameter(let parameter): parameter.setStateValues(tensor.values)
    case .buffer(let buffer): buffer.value.copy(from: tensor.values)
    case .counter(let counter): counter.count = Int(tensor.integers![0])
    }
  }
}
