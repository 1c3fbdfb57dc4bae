import Foundation
import TestSupport
import Testing

@testable import Files

/// If these fail, a pipe or device in a file's place stops a run for ever, a file cut in mid-run ends it by SIGBUS, or
/// another file is read than the one that was named.
@Suite struct ReadableFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func readsAnywhereUntilTheFileIsCut() throws {
    try folder.write(Array(0...9), to: "file")
    let file = try ReadableFile(folder.path("file"))
    #expect(try file.size == 10 && file.bytes(3..<6) == [3, 4, 5] && file.bytes(10..<10) == [])
    truncate(file.path, 4)
    #expect(try file.bytes(0..<4) == [0, 1, 2, 3])
    let error = #expect(throws: ReadingError.self) { try file.bytes(2..<6) }
    #expect(try #require(error).position == 4)
  }

  @Test func takesRegularFilesOnly() throws {
    mkfifo(folder.path("pipe"), 0o600)
    for path in [folder.path("pipe"), "/dev/zero", folder.path, folder.path("absent"), folder.path("a\0b")] {
      #expect(throws: ReadingError.self, "\(path)") { try ReadableFile(path) }
    }
  }

  @Test func namesAreKeptOrRefused() throws {
    for name in ["z", "ä", "a\u{308}", "\u{FFFD}"] { try folder.write("", to: name) }
    #expect(try FolderListing.names(in: folder.path) == ["a\u{308}", "z", "ä", "\u{FFFD}"])
    close(open(folder.path + "/n", O_CREAT | O_WRONLY, 0o600))
    rename(folder.path("n"), Array(folder.path.utf8CString.dropLast()) + [0x2F, -1, 0])
    #expect(throws: ReadingError.self) { try FolderListing.names(in: folder.path) }
    #expect(throws: ReadingError.self) { try FolderListing.names(in: folder.path("absent")) }
    unlink(Array(folder.path.utf8CString.dropLast()) + [0x2F, -1, 0])
  }

  /// If this fails, images behind the place where a disk fails are left out without a word.
  @Test func aListingThatBreaksOffIsNoEnd() {
    let error = #expect(throws: ReadingError.self) {
      try FolderListing.names(in: "folder") {
        errno = EIO
        return nil
      }
    }
    #expect(error?.description == "folder: cannot be listed to its end (Input/output error); check the disk")
  }
}
