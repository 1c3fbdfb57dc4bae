import Foundation
import Testing

@testable import Communication

@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/dev/shm"), "Linux alone keeps shared memory there."))
struct LeftoverSegmentsTests {
  private static let old = Date(timeIntervalSinceNow: -60)

  private func make(_ name: String, changed: Date = old) throws -> String {
    let path = "/dev/shm/\(name)"
    try Data(count: 4096).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: path)
    return path
  }

  @Test("Killed jobs would fill the memory with segments that nobody uses, or a running job would lose its own")
  func onlyUnusedOnesGo() throws {
    let test = "test-\(UUID())"
    let unused = try ["vader_segment.\(test).0", "sm_segment.\(test).1"].map { try make($0) }
    let young = try make("vader_segment.\(test).2", changed: Date())
    let foreign = try make("other_segment.\(test).3")
    let used = try make("vader_segment.\(test).4")
    let descriptor = open(used, O_RDWR)
    let mapping = mmap(nil, 4096, PROT_READ, MAP_SHARED, descriptor, 0)
    defer {
      munmap(mapping, 4096)
      close(descriptor)
      (unused + [young, foreign, used]).forEach { unlink($0) }
    }
    LeftoverSegments.remove()
    let manager = FileManager.default
    for path in unused { #expect(!manager.fileExists(atPath: path), "\(path)") }
    for path in [young, foreign, used] { #expect(manager.fileExists(atPath: path), "\(path)") }
  }
}
