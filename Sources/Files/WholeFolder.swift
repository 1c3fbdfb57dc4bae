import CFiles
import Foundation

/// A folder that appears under its name only when it is whole: it is made beside it under a name of this process's own,
/// and `commit()` brings it to the disk and renames it. Dropped before, it is removed; where the process was killed, by the
/// next one that writes it.
public final class WholeFolder {
  private let path: String
  private let isReplacing: Bool
  /// Nil after the renaming.
  private var temporaryPath: String?

  /// - Parameters:
  ///   - path: absent or an empty folder, unless it is to be replaced.
  ///   - bytes: what it will hold at least.
  ///   - replaceable: whether a file of this name may go with the folder that is there; nil where none is replaced.
  ///
  /// Throws `WritingError`.
  public init(_ path: String, holding bytes: Int = 0, replaceable: ((String) -> Bool)? = nil) throws {
    guard !path.isEmpty else {
      throw WritingError("the folder's name", "is empty, as an unset variable of a script is", hint: "name a folder")
    }
    self.path = try LinkTarget.path(of: path)
    let parent = URL(fileURLWithPath: self.path).deletingLastPathComponent().path
    try WholeFile.makeFolder(parent)
    var space = statvfs()
    if statvfs(parent, &space) == 0, Double(space.f_bavail) * Double(space.f_frsize) < Double(bytes) {
      let megabytes = (bytes - 1) >> 20 + 1
      throw WritingError(path, "needs \(megabytes) MB, more than the disk has left", hint: "free space on it")
    }
    var status = stat()
    let exists = stat(self.path, &status) == 0
    guard !exists || status.st_mode & S_IFMT == S_IFDIR else {
      throw WritingError(path, "is a file, not a folder", hint: "name another folder")
    }
    var parentStatus = stat()
    if exists, stat(parent, &parentStatus) == 0, parentStatus.st_dev != status.st_dev {
      throw WritingError(path, "is where a disk is mounted, which cannot be renamed", hint: "name a folder in it")
    }
    let names = exists ? try Self.names(in: self.path) : []
    isReplacing = !names.isEmpty
    if isReplacing {
      guard let replaceable else {
        throw WritingError(path, "is not empty", hint: "name another folder, or replace it with --overwrite")
      }
      if let other = names.first(where: { !replaceable($0) }) {
        throw WritingError(path, "holds \(other), which is no part of a data set", hint: "name another folder")
      }
    }
    PartialName.removeLeftovers(of: self.path)
    let temporary = PartialName.path(for: self.path)
    guard mkdir(temporary, 0o777) == 0 else { throw Self.failure(path, "cannot be made a folder") }
    temporaryPath = temporary
  }

  deinit { if let temporaryPath { try? FileManager.default.removeItem(atPath: temporaryPath) } }

  /// Where to write the file `name` of the folder.
  public func path(of name: String) -> String { (temporaryPath ?? path) + "/" + name }

  /// Gives the folder its name, and removes what had it before.
  public func commit() throws {
    guard let temporaryPath else { return }
    WholeFile.sync(folder: temporaryPath)
    if isReplacing {
      guard Self.exchange(temporaryPath, path) else { throw Self.failure(path, "cannot be replaced") }
    } else {
      guard rename(temporaryPath, path) == 0 else { throw Self.failure(path, "cannot be renamed") }
      self.temporaryPath = nil
    }
    WholeFile.sync(folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  private static func names(in path: String) throws -> [String] {
    do {
      return try FolderListing.names(in: path)
    } catch {
      throw WritingError(path, error.problem, hint: error.hint)
    }
  }

  /// Exchanges two folders at once; where the file system cannot, in two steps between which the name is free.
  private static func exchange(_ first: String, _ second: String) -> Bool {
    if exchangeNames(first, second) == 0 { return true }
    let aside = first + ".old"
    guard rename(second, aside) == 0 else { return false }
    guard rename(first, second) == 0 else {
      rename(aside, second)
      return false
    }
    return rename(aside, first) == 0
  }

  private static func failure(_ path: String, _ what: String) -> WritingError {
    WritingError(path, "\(what) (\(String(cString: strerror(errno))))")
  }
}
