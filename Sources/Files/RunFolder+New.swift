import Foundation

extension RunFolder {
  /// Makes a folder `runs/DATE-TIME` that did not exist, also where several runs start in one second, and returns its
  /// path.
  /// - Throws: `WritingError`.
  public static func makeNew(at date: Date = Date()) throws -> String {
    try WholeFile.makeFolder("runs", hint: "give a writable place with --output")
    return try makeNew(named: defaultPath(at: date))
  }

  /// Makes a folder `NAME` that did not exist, or else `NAME-2` and so on, and returns its path.
  /// - Throws: `WritingError`.
  public static func makeNew(named first: String) throws -> String {
    var number = 1
    while true {
      let path = number == 1 ? first : "\(first)-\(number)"
      if mkdir(path, 0o777) == 0 { return path }
      guard errno == EEXIST else {
        throw WritingError(path, "cannot be made a folder", hint: "give a writable place with --output")
      }
      number += 1
    }
  }
}
