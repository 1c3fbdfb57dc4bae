import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test("A missing folder, a file and an empty folder are told apart")
  func noData() throws {
    let folder = try TemporaryFolder()
    #expect(try #require(folder.openingError()).problem == "is empty")
    try folder.write([1], to: "file")
    #expect(throws: DataError.self) { try Dataset.open(folder.path("file")) }
    do {
      _ = try Dataset.open(folder.path("absent"))
      Issue.record("A missing folder opens.")
    } catch let error as DataError {
      #expect(error.problem == "does not exist" && error.hint.contains("digits"))
    }
  }

  @Test("Unknown content is refused with the names that were looked for")
  func unknown() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "cat/1.jpg")
    let error = try #require(folder.openingError())
    for name in ["data_batch_1.bin", "train.bin", "train-images-idx3-ubyte", "data pack"] {
      #expect(error.description.contains(name))
    }
  }

  @Test(
    "CIFAR for Python is told from data that nobody knows", arguments: [["data_batch_1"], ["meta", "train", "test"]])
  func python(_ names: [String]) throws {
    let folder = try TemporaryFolder()
    for name in names { try folder.write([1], to: name) }
    #expect(try #require(folder.openingError()).hint.contains("binary version"))
  }

  @Test("Two data sets in one folder are not guessed between")
  func ambiguous() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "train.bin")
    try folder.write([1], to: "data_batch_1.bin")
    #expect(try #require(folder.openingError()).problem.contains("CIFAR-10 and CIFAR-100"))
  }

  @Test("Data of the same sizes and labels but other images are told apart, copies are not")
  func identity() throws {
    for size in [32, 24] {
      let folder = try TemporaryFolder()
      for (name, seed) in [("first", 0), ("copy", 0), ("other", 1)] as [(String, UInt64)] {
        try Dataset.shapes(training: 20, test: 10, size: size, seed: seed).write(to: folder.path(name))
      }
      let first = try Dataset.open(folder.path("first")).identity()
      #expect(first.hasPrefix("of 20 training and 10 test images of \(size)x\(size)x3 in 10 classes (xxh3:"))
      #expect(try Dataset.open(folder.path("copy")).identity() == first)
      #expect(try Dataset.open(folder.path("other")).identity() != first)
    }
  }

  @Test("An error stays on one line, whatever the file is called")
  func oneLine() {
    let error = DataError(file: "a\nb\r\u{1b}", position: 3, problem: "is wrong", hint: "mend it")
    #expect(error.description == "a?b??, byte 3: is wrong; mend it")
  }
}
