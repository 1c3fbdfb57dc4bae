import Foundation

/// Parameters chosen by name: of the state dict, in the shell's wildcards.
///
/// It matches a parameter's own name and the name of any module that holds it: `layer1` stands for all of
/// `layer1.0.conv1.weight`'s module, `layer[12]` for two of them, `*.bias` for every bias.
public struct ParameterPattern: RawRepresentable, Hashable, Codable, Sendable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// Whether the pattern stands for the parameter `name`.
  public func matches(_ name: String) -> Bool {
    let ends = name.indices.filter { name[$0] == "." } + [name.endIndex]
    return ends.contains { fnmatch(rawValue, String(name[..<$0]), 0) == 0 }
  }
}
