import Foundation

/// Where what is written under a name goes: a link stays a link, also one whose target is still to be made.
enum LinkTarget {
  /// As many as the system follows.
  private static let mostLinks = 40

  /// `path` without a link at its end, nor on the way where all of it exists. Throws `WritingError` for a circle.
  static func path(of path: String) throws(WritingError) -> String {
    var target = URL(fileURLWithPath: path).path
    for _ in 0...mostLinks {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else {
        return URL(fileURLWithPath: target).resolvingSymlinksInPath().path
      }
      let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
      target = URL(fileURLWithPath: next.hasPrefix("/") ? next : folder + "/" + next).path
    }
    throw WritingError(path, "is a link that leads nowhere (\(String(cString: strerror(ELOOP))))", hint: "remove it")
  }
}
