import TestSupport
import Testing

/// If these fail, a rank that stands still keeps the others waiting for ever, outside of training's steps too.
@Suite struct StalledRankTests {
  /// Stopped before it takes part: nobody can be asked who is late.
  @Test(arguments: [0, 1], ["train", "evaluate --weights x", "bench exchange", "data inspect digits"])
  func beforeTheRanksHaveFoundEachOther(rank: Int, command: String) throws {
    let start = "[ $OMPI_COMM_WORLD_RANK = \(rank) ] && kill -STOP $$; exec $PROGRAM \(command)"
    let program = try Program(shell: "SDGP_START_SECONDS=2 mpirun --oversubscribe -n 2 bash -c '\(start)'")
    #expect(program.exitCode == 70, "\(program.errors)")
    #expect(
      program.ownErrors.count == 1 && program.errors.contains("have not found each other after 2.0 s"),
      "\(program.errors)")
  }

  /// Stopped once it has opened the test images, with hundreds of batches ahead.
  @Test func amidAnEvaluation() throws {
    let folder = try TemporaryFolder()
    let made = try Program([
      "data", "make", "shapes", folder.path("data"), "--train", "10", "--test", "2000", "--size", "16",
    ])
    let trained = try Program([
      "train", "--data", folder.path("data"), "--batch-size", "10", "--steps", "1", "--quiet", "--output",
      folder.path("run"),
    ])
    #expect(made.exitCode == 0 && trained.exitCode == 0, "\(made.errors)\(trained.errors)")
    let command =
      "evaluate --weights \(folder.path("run/model.safetensors")) --data \(folder.path("data")) --batch-size 2 "
      + "--test-time-flip --stall-seconds 10"
    let watch =
      "while [ $OMPI_COMM_WORLD_RANK = 1 ] && kill -0 $$ 2>&-; do if ls -l /proc/$$/fd 2>&- | grep -q test.packed; then kill -STOP $$; exit; fi; "
      + "sleep 0.02; done"
    let program = try Program(
      shell: "mpirun --oversubscribe -n 2 bash -c '(\(watch)) & exec $PROGRAM \(command)'")
    #expect(program.exitCode == 70, "\(program.output)\(program.errors)")
    #expect(
      program.ownErrors.count == 1 && program.errors.contains("no sum after 10.0 s; late: rank 1 on ")
        && program.errors.contains("does not answer"), "\(program.errors)")
  }
}
