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

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func weightsThatAreNoNumbersAreNamed(value: Float) throws {
    #expect(try Program(["train", "--model", "mlp", "--steps", "1", "--output", folder.path("run")]).exitCode == 0)
    var bytes = try folder.bytes("run/model.safetensors")
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: withUnsafeBytes(of: value) { Array($0) })
    try folder.write(bytes, to: "weights")
    try expect(65, "tensor fc", ["evaluate", "--weights", folder.path("weights"), "--model", "mlp"])
    try expect(
      65, "tensor fc", ["train", "--init", folder.path("weights"), "--model", "mlp", "--output", folder.path("other")])
  }

  @Test func dataThatIsNoFileIsRefused() throws {
    for name in ["data/train.packed", "data/test.packed"] { try folder.write("x", to: name) }
    try FileManager.default.removeItem(atPath: folder.path("data/train.packed"))
    mkfifo(folder.path("data/train.packed"), 0o600)
    try expect(65, "regular file", ["data", "inspect", folder.path("data")])
    mkfifo(folder.path("recipe.yaml"), 0o600)
    try expect(65, "recipe.yaml", ["train", "--config", folder.path("recipe.yaml")])
  }

  @Test(arguments: [
    ("shapes --train 40 --test 10 --size 24", "train.packed", ""),
    ("shapes --train 40 --test 10 --size 24", "test.packed", ""),
    ("shapes --train 40 --test 10", "data_batch_5.bin", "mpirun -n 2 --oversubscribe "),
    ("digits --train 100", "train.packed", "mpirun -n 2 --oversubscribe "), ("IDX", "train-images-idx3-ubyte", ""),
    ("IDX", "train-images-idx3-ubyte", "mpirun -n 2 --oversubscribe "),
  ])
  func dataCutWhileItTrainsIsSaid(set: String, file: String, launcher: String) throws {
    let (data, run) = (folder.path("data"), folder.path("run"))
    if set == "IDX" {
      try writeIDX()
    } else {
      #expect(try Program(shell: "$PROGRAM data make \(set) \(data)").exitCode == 0)
    }
    let program = try Program(
      shell: """
        \(launcher)$PROGRAM train --data \(data) --batch-size 8 --epochs 1000000 --quiet --output \(run) &
        until [ -s \(run)/metrics.jsonl ] || ! kill -0 $!; do sleep 0.1; done
        truncate -s 5000 \(data)/\(file)
        wait $!
        """)
    #expect(program.exitCode == 65, "\(program.errors)")
    let errors = program.ownErrors
    #expect(
      !errors.isEmpty && errors.allSatisfy { $0.contains("\(file), byte") && $0.contains("ends here") }, "\(errors)")
  }

  @Test func namesThatAreNoTextAreRefused() throws {
    for launcher in ["", "mpirun --oversubscribe -n 3 "] {
      for command in ["data inspect", "train --data", "train --output", "evaluate --weights"] {
        let program = try Program(
          shell: "cd \(folder.path) && mkdir -p $'d\\xff' && \(launcher)$PROGRAM \(command) $'d\\xff'")
        #expect(program.exitCode == 64 && program.ownErrors.count == 1, "\(launcher)\(command): \(program.errors)")
        #expect(program.errors.contains("not UTF-8"), "\(launcher)\(command): \(program.errors)")
      }
    }
    try folder.write("x", to: "images/a/0.jpg")
    _ = try Program(shell: "mkdir \(folder.path("images"))/$'b\\xfe\\xff'")
    try expect(65, "not UTF-8", ["data", "pack", folder.path("images"), folder.path("packed"), "--size", "32"])
  }

  /// Two hundred images of 8x8 for training and as many for testing, under MNIST's names.
  private func writeIDX() throws {
    let pixels = (0..<200 * 64).map { UInt8(truncatingIfNeeded: $0 * 37) }
    for part in ["train", "t10k"] {
      try folder.write(
        [0, 0, 8, 3, 0, 0, 0, 200, 0, 0, 0, 8, 0, 0, 0, 8] + pixels, to: "data/\(part)-images-idx3-ubyte")
      try folder.write([0, 0, 8, 1, 0, 0, 0, 200] + (0..<200).map { $0 % 10 }, to: "data/\(part)-labels-idx1-ubyte")
    }
  }

  /// A one-pixel image that takes a while to become 4096 x 4096.
  private static let pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

  @Test(arguments: [
    "make shapes SET --train 1000000 --size 24", "make shapes SET --train 1000000", "pack images SET --size 4096",
  ])
  func killedWritersLeaveTheOldSetAndNothingForLong(writer: String) throws {
    for number in 0..<200 { try folder.write([UInt8](Data(base64Encoded: Self.pixel)!), to: "images/a/\(number).png") }
    let set = folder.path("set")
    let make = ["data", "make", "shapes", set, "--test", "10", "--size", "24", "--overwrite", "--train"]
    #expect(try Program(make + ["20"]).exitCode == 0)
    let killed = try Program(
      shell: """
        cd \(folder.path)
        $PROGRAM data \(writer.replacing("SET", with: "set")) --overwrite & writer=$!
        until [ -n "$(ls set.*.partial 2>/dev/null)" ]; do sleep 0.02; done
        kill -KILL $writer; wait $writer
        """)
    #expect(killed.exitCode == 128 + SIGKILL && killed.output.isEmpty, "\(killed.output)\(killed.errors)")
    let kept = try Program(["data", "inspect", set])
    #expect(kept.exitCode == 0 && kept.output.contains("training  20 images"), "\(kept.output)\(kept.errors)")
    #expect(try folder.names().count == 3)
    #expect(try Program(make + ["30"]).exitCode == 0)
    #expect(try folder.names().sorted() == ["images", "set"])
  }

  @Test func dataSetsAreReplacedOnlyWhenTold() throws {
    let set = folder.path("set")
    let make = ["data", "make", "shapes", set, "--test", "10", "--size", "24"]
    #expect(try Program(make + ["--train", "20"]).exitCode == 0)
    try expect(74, "--overwrite", make + ["--train", "30"])
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
    "evaluate --weights x --image-size 16384 --batch-size 4000", "train --test-image-size 16384 --batch-size 4000",
    "evaluate --weights x --data shapes --model resnet50 --batch-size 4000 --image-size 1024",
  ])
  func sizesThatDoNotFitAreSaidBeforeMemoryIsTaken(_ line: String) throws {
    let output = line.hasPrefix("train") ? " --output " + folder.path("run") : ""
    try expect(78, "of memory", (line + output).split(separator: " ").map(String.init))
  }
}
