import Foundation
import TestSupport
import Testing

@testable import Files

/// If these fail, a killed `data make` or `data pack` leaves files of two sets in one folder, or takes other files with
/// it.
@Suite struct WholeFolderTests {
  let folder: TemporaryFolder
  var path: String { folder.path("set") }

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to whole: WholeFolder) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: whole.path(of: "file")))
  }

  @Test func appearsWhenItIsWhole() throws {
    let whole = try WholeFolder(path + "/")
    try write("new", to: whole)
    #expect(!FileManager.default.fileExists(atPath: path))
    try whole.commit()
    #expect(try folder.text("set/file") == "new" && folder.names() == ["set"])
  }

  @Test func dropsWithoutATrace() throws {
    try folder.write("old", to: "set/file")
    do { try write("new", to: WholeFolder(path) { _ in true }) }
    #expect(try folder.text("set/file") == "old" && folder.names() == ["set"])
  }

  @Test func replacesOnlyWhatItMay() throws {
    try folder.write("old", to: "set/file")
    try folder.write("older", to: "set/gone")
    #expect(throws: WritingError.self) { try WholeFolder(path) }
    let foreign = #expect(throws: WritingError.self) { try WholeFolder(path) { $0 == "file" } }
    #expect(try #require(foreign).problem.contains("gone"))
    let whole = try WholeFolder(path) { _ in true }
    try write("new", to: whole)
    #expect(try folder.text("set/file") == "old")
    try whole.commit()
    #expect(try folder.text("set/file") == "new")
    // The old set goes with the writer.
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["file"])
  }

  @Test func leavesNothingOfTheOldSetBeside() throws {
    try folder.write("old", to: "set/file")
    do {
      let whole = try WholeFolder(path) { _ in true }
      try whole.commit()
    }
    #expect(try folder.names() == ["set"])
  }

  @Test func linksStayAndFilesAreRefused() throws {
    try FileManager.default.createDirectory(atPath: folder.path("target"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "target")
    try WholeFolder(path).commit()
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "target")
    try folder.write("", to: "plain")
    #expect(throws: WritingError.self) { try WholeFolder(folder.path("plain")) }
    #expect(throws: WritingError.self) { try WholeFolder(folder.path("plain/below")) }
    #expect(throws: WritingError.self) { try WholeFolder(folder.path("large"), holding: .max) }
    #expect(throws: WritingError.self) { try WholeFolder("") { _ in true } }
    #expect(try folder.names().sorted() == ["plain", "set", "target"])
  }
}
