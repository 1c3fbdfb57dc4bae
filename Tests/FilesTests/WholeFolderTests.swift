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

  /// A process that is killed removes nothing itself. Others' work stays: of a process that lives, of another host, of
  /// another name.
  @Test func whatAKilledWriterLeftGoesWithTheNext() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["true"]
    try process.run()
    process.waitUntilExit()
    let (gone, host) = (process.processIdentifier, ProcessInfo.processInfo.hostName)
    try folder.write("half", to: "set.\(host).\(gone).partial/file")
    try folder.write("half", to: "file.\(host).\(gone).partial")
    try folder.write("the only one", to: "absent.\(host).\(gone).partial.old/file")
    let others = [
      "set.\(host).\(getppid()).partial", "set.elsewhere.\(gone).partial", "set2.\(host).\(gone).partial",
      "set.\(host).x\(gone).partial", "set.\(host).\(gone).whole", "set.\(host).-1.partial",
    ]
    for name in others { try folder.write("", to: name) }
    try WholeFolder(path).commit()
    try WholeFile(folder.path("file")).commit()
    try WholeFolder(folder.path("absent")).commit()
    let expected = others + ["set", "file", "absent", "absent.\(host).\(gone).partial.old"]
    #expect(try folder.names().sorted() == expected.sorted())
    try WholeFolder(folder.path("absent")).commit()
    #expect(try !folder.names().contains { $0.hasSuffix(".old") })
  }

  /// In a container the program has the same number each time: a folder that one left must not stop all others.
  @Test func whatAWriterOfThisNumberLeftGoesToo() throws {
    let own = "set.\(ProcessInfo.processInfo.hostName).\(getpid()).partial"
    try folder.write("half", to: own + "/file")
    try WholeFolder(path).commit()
    #expect(try folder.names() == ["set"] && folder.names(in: "set").isEmpty)
  }

  /// A link to a folder on another disk that is still to be made costs a whole packing at its end.
  @Test func aLinkToWhatIsNotThereYetStays() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "disk/target")
    let whole = try WholeFolder(path)
    try write("new", to: whole)
    #expect(try folder.names(in: "disk").count == 1)
    try whole.commit()
    #expect(try folder.text("disk/target/file") == "new" && folder.names(in: "disk") == ["target"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "disk/target")
  }

  /// `/proc` has no space at all. Asked is the disk that is written to, not that of the link.
  @Test func spaceIsThatOfTheLinksTarget() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/proc/self/set")
    for (bytes, megabytes) in [(1, 1), (1 << 20, 1), (1 << 20 + 1, 2)] {
      let error = #expect(throws: WritingError.self) { try WholeFolder(path, holding: bytes) }
      #expect(error?.problem == "needs \(megabytes) MB, more than the disk has left")
    }
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
    let mounted = #expect(throws: WritingError.self) { try WholeFolder("/proc") }
    #expect(mounted?.description.contains("mounted") == true)
    #expect(try folder.names().sorted() == ["plain", "set", "target"])
  }
}
