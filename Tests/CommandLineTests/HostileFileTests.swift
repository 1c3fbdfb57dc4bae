import Foundation
import TestSupport
import Testing

/// If these fail, a file that is not what it seems stops a command for ever, takes all memory, or is taken for good.
@Suite struct HostileFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func expect(_ code: Int32, _ says: String, _ arguments: [String]) throws {
    let program = try Program(arguments)
    #expect(program.exitCode == code, "\(arguments): \(program.errors)")
    #expect(program.ownErrors.count == 1 && program.errors.contains(says), "\(program.errors)")
  }

  @Test func weightsAreRegularFilesOfTheirHeadersSize() throws {
    mkfifo(folder.path("pipe"), 0o600)
    // Eight gigabytes that take no room, once of zeros and once behind a header.
    let header = Array(#"{"fc1.weight":{"dtype":"F32","shape":[2000000000],"data_offsets":[0,8000000000]}}"#.utf8)
    for (name, bytes) in [("zeros", []), ("large", [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header)] {
      try folder.write(bytes, to: name)
      truncate(folder.path(name), 8_000_000_000 + off_t(bytes.count))
    }
    for (path, says) in [
      (folder.path("pipe"), "regular file"), ("/dev/zero", "regular file"), (folder.path, "regular file"),
      (folder.path("zeros"), "header has 0 bytes"), (folder.path("large"), "tensor"),
    ] {
      try expect(65, says, ["evaluate", "--weights", path, "--model", "mlp"])
      try expect(65, says, ["train", "--init", path, "--model", "mlp", "--output", folder.path("run")])
    }
  }

  @Test func dataThatIsNoFileIsRefused() throws {
    for name in ["data/train.packed", "data/test.packed"] { try folder.write("x", to: name) }
    try FileManager.default.removeItem(atPath: folder.path("data/train.packed"))
    mkfifo(folder.path("data/train.packed"), 0o600)
    try expect(65, "regular file", ["data", "inspect", folder.path("data")])
    mkfifo(folder.path("recipe.yaml"), 0o600)
    try expect(65, "recipe.yaml", ["train", "--config", folder.path("recipe.yaml")])
  }

  @Test(arguments: [(24, "train.packed", ""), (32, "data_batch_5.bin", "mpirun -n 2 --oversubscribe ")])
  func dataCutWhileItTrainsIsSaid(size: Int, file: String, launcher: String) throws {
    let (data, run) = (folder.path("data"), folder.path("run"))
    let made = try Program(["data", "make", "shapes", data, "--train", "40", "--test", "10", "--size", "\(size)"])
    #expect(made.exitCode == 0)
    let program = try Program(
      shell: """
        \(launcher)$PROGRAM train --data \(data) --batch-size 8 --epochs 1000000 --quiet --output \(run) &
        until [ -s \(run)/metrics.jsonl ]; do sleep 0.1; done
        truncate -s 5000 \(data)/\(file)
        wait $!
        """)
    #expect(program.exitCode == 65, "\(program.errors)")
    let errors = program.ownErrors
    #expect(
      !errors.isEmpty && errors.allSatisfy { $0.contains("\(file), byte") && $0.contains("ends here") }, "\(errors)")
  }

  @Test func namesThatAreNoTextAreRefused() throws {
    for count in [1, 3] {
      let program = try Program(shell: "cd \(folder.path) && mkdir -p $'d\\xff' && $PROGRAM data inspect $'d\\xff'")
      #expect(program.exitCode == 64 && program.errors.contains("not UTF-8"), "\(count): \(program.errors)")
    }
    try folder.write("x", to: "images/a/0.jpg")
    _ = try Program(shell: "mkdir \(folder.path("images"))/$'b\\xfe\\xff'")
    try expect(65, "not UTF-8", ["data", "pack", folder.path("images"), folder.path("packed"), "--size", "32"])
  }

  @Test func dataSetsAreReplacedOnlyWhenToldAndKilledWritersLeaveNoMixture() throws {
    let set = folder.path("set")
    let make = ["data", "make", "shapes", set, "--test", "10", "--size", "24"]
    #expect(try Program(make + ["--train", "20"]).exitCode == 0)
    try expect(74, "--overwrite", make + ["--train", "30"])
    let killed = try Program(
      shell: "timeout -s KILL 0.3 $PROGRAM \(make.joined(separator: " ")) --train 100000 --overwrite")
    #expect(killed.exitCode != 0)
    let kept = try Program(["data", "inspect", set])
    #expect(kept.exitCode == 0 && kept.output.contains("training  20 images"), "\(kept.output)\(kept.errors)")
    #expect(try Program(make + ["--train", "30", "--overwrite"]).exitCode == 0)
    try folder.write("mine", to: "set/notes.txt")
    try expect(74, "notes.txt", make + ["--train", "20", "--overwrite"])
    #expect(try Program(["data", "inspect", set]).output.contains("training  30 images"))
  }

  /// Sizes that no machine has the memory for.
  @Test(arguments: [
    "train --image-size 5000", "train --data shapes --model resnet50 --batch-size 4000 --image-size 1024",
    "train --model mlp --image-size 16384", "train --data shapes --model resnet34 --batch-size 8000 --image-size 512",
    "bench step --batch-size 16777216 --image-size 16384 --model resnet50", "bench kernels --batch-size 1000000",
    "bench step --classes 1048576 --batch-size 10000000",
  ])
  func sizesThatDoNotFitAreSaidBeforeMemoryIsTaken(_ line: String) throws {
    let output = line.hasPrefix("train") ? " --output " + folder.path("run") : ""
    try expect(78, "of memory", (line + output).split(separator: " ").map(String.init))
  }
}
