import Foundation
import TestSupport
import Testing

@testable import Files

/// If these fail, an interrupted write leaves half a file under its final name, or takes something else with it.
@Suite struct WholeFileTests {
  let folder: TemporaryFolder
  var path: String { folder.path("file") }

  init() throws { folder = try TemporaryFolder() }

  @Test func appearsWhenItIsWhole() throws {
    try folder.write("old", to: "file")
    let file = try WholeFile(path)
    try file.append(Array("abcdef".utf8))
    try file.append(Data("ghi".utf8))
    try file.overwrite(Array("BC".utf8), at: 1)
    #expect(try folder.text("file") == "old" && file.size == 9)
    try file.commit()
    #expect(try folder.text("file") == "aBCdefghi" && folder.names() == ["file"])
  }

  @Test func dropsWithoutATrace() throws {
    try folder.write("old", to: "file")
    try WholeFile(path).append([1, 2, 3])
    #expect(try folder.text("file") == "old" && folder.names() == ["file"])
  }

  /// A folder that is not there, and one in the place of the file: the system's reason is in the message.
  @Test func saysWhyItCannotBeWritten() throws {
    let absent = #expect(throws: WritingError.self) { try WholeFile(folder.path("absent/file")) }
    #expect(try #require(absent).description.contains("(No such file or directory); check"))
    try folder.write("", to: "file/inner")
    #expect(throws: WritingError.self) { try WholeFile(path) }
    #expect(throws: WritingError.self) { try WholeFile("") }
    #expect(throws: WritingError.self) { try WholeFile.makeFolder(folder.path("file/inner/below")) }
    #expect(throws: WritingError.self) { try WholeFile.write(json: [Double.nan], to: folder.path("json")) }
    #expect(try folder.names() == ["file"])
  }

  /// `--json /dev/null` as root must not put a file in the place of the device, nor a result in that of a link.
  @Test func linksAndDevicesStay() throws {
    try folder.write("old", to: "target")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "target")
    struct Value: Encodable { let aKey = 1 }
    try WholeFile.write(json: Value(), to: path)
    #expect(try folder.text("target") == "{\n  \"a_key\" : 1\n}\n")
    try FileManager.default.removeItem(atPath: path)
    mkfifo(path, 0o600)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try WholeFile.write(json: [1], to: path)
    var bytes = [UInt8](repeating: 0, count: 64)
    #expect(read(reader, &bytes, bytes.count) == 8)
  }

  /// A link to a file on another disk that is still to be written becomes no file itself.
  @Test func aLinkToWhatIsNotThereYetStays() throws {
    try folder.write("", to: "disk/other")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "second")
    try FileManager.default.createSymbolicLink(atPath: folder.path("second"), withDestinationPath: "disk/target")
    try WholeFile.write(json: [1], to: path)
    #expect(try folder.text("disk/target") == "[\n  1\n]\n" && folder.names(in: "disk").count == 2)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "second")
    try FileManager.default.createSymbolicLink(atPath: folder.path("circle"), withDestinationPath: "circle")
    let circle = #expect(throws: WritingError.self) { try WholeFile(folder.path("circle")) }
    #expect(circle?.problem.contains("link") == true)
  }

  /// `--json /dev/fd/3 3>>log` must leave what is in the log.
  @Test func whatTheShellOpenedIsWrittenBehind() throws {
    try folder.write("old\n", to: "file")
    let log = open(path, O_WRONLY | O_APPEND)
    defer { close(log) }
    for name in ["/dev/fd/\(log)", "/proc/self/fd/\(log)"] { try WholeFile.write(json: [1], to: name) }
    #expect(try folder.text("file") == "old\n[\n  1\n]\n[\n  1\n]\n")
    #expect(try folder.names() == ["file"])
  }
}
