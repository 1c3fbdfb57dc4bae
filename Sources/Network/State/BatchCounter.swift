/// How many batches a batch norm has learned from: part of PyTorch's state, an integer in files and optional there.
final class BatchCounter {
  /// The state-dict name, as in PyTorch.
  let name: String
  var count = 0

  init(name: String) { self.name = name }
}
