/// A weights file that cannot be used: one line that names the file, the tensor and what was expected.
public struct WeightsError: Error, CustomStringConvertible {
  public let path: String
  /// The tensor at fault; nil where it is the file as a whole.
  public let tensor: String?
  public let problem: String
  public let hint: String

  init(_ path: String, tensor: String? = nil, _ problem: String, hint: String) {
    self.path = path
    self.tensor = tensor
    self.problem = problem
    self.hint = hint
  }

  public var description: String {
    "\(path): \(tensor.map { "tensor \($0): " } ?? "")\(problem); \(hint)"
  }
}
