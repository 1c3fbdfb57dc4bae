import Foundation
import TestSupport
import Testing

/// If these fail, data cannot be looked at, made or packed from the command line, or its errors end in other codes than
/// scripts rely on.
@Suite struct DataCommandTests {
  @Test func shapesAreMadeInspectedAndTrainedOn() throws {
    let folder = try TemporaryFolder()
    for (size, format) in [(32, "CIFAR-10"), (24, "packed images")] {
      let data = folder.path("\(size)")
      let made = try Program(
        ["data", "make", "shapes", data, "--train", "40", "--test", "10", "--size", "\(size)", "--seed", "3"])
      #expect(made.exitCode == 0, "\(made.errors)")
      let inspected = try Program(["data", "inspect", data])
      #expect(inspected.exitCode == 0 && inspected.output.contains(format), "\(inspected.output)\(inspected.errors)")
      #expect(inspected.output.contains("training  40 images") && inspected.output.contains("bow tie: 4 1"))
    }
    let trained = try Program([
      "train", "--data", folder.path("24"), "--model", "mlp", "--batch-size", "20", "--steps", "2", "--quiet",
      "--output", folder.path("run"),
    ])
    #expect(trained.exitCode == 0, "\(trained.errors)")
  }

  @Test func badDataEndsWithOneLineAndItsCode() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] {
      for number in 0..<5 { try folder.write("no image", to: "images/\(name)/\(number).jpg") }
    }
    let cases: [(arguments: [String], exitCode: Int32, says: String)] = [
      (["inspect", folder.path("absent")], 65, "absent: does not exist"),
      (["inspect", folder.path], 65, "holds no known data"),
      (
        ["pack", folder.path("images"), folder.path("packed"), "--size", "32"], 65,
        "/images/a/0.jpg, byte 0: is no image"
      ),
      (
        ["pack", folder.path("images"), folder.path("packed"), "--size", "32", "--skip-broken"], 65,
        "would have no images"
      ),
      (["pack", folder.path("absent"), folder.path("packed"), "--size", "32"], 65, "absent"),
      (["pack", folder.path("images"), folder.path("packed"), "--size", "0"], 64, "--size"),
      (["make", "shapes", folder.path("shapes"), "--train", "0"], 64, "--train"),
      (["make", "shapes", folder.path("shapes"), "--train", "2147483648"], 64, "--train"),
      (["make", "shapes", folder.path("shapes"), "--test", "9223372036854775807"], 64, "--test"),
      (["make", "shapes", folder.path("shapes"), "--train", "10000000", "--size", "1024"], 74, "more than the disk"),
      (["make", "digits", folder.path("digits"), "--train", "0"], 64, "--train"),
      (["make", "digits", folder.path("digits"), "--train", "1797"], 64, "--train"),
      (["make", "shapes", "/proc/no"], 74, "/proc/no"),
    ]
    for (arguments, exitCode, says) in cases {
      let program = try Program(["data"] + arguments)
      #expect(program.exitCode == exitCode, "\(arguments): \(program.errors)")
      #expect(program.ownErrors.count == 1 && program.errors.contains(says), "\(program.errors)")
    }
    // Nothing under the final name, and nothing half done.
    #expect(try folder.names() == ["images"])
  }
}
