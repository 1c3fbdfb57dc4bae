import Testing

/// If this fails, the time of a step is that of another network than the one that is trained.
@Suite struct StepCommandTests {
  @Test(arguments: [("digits-cnn", 1), ("mlp", 3)])
  func imagesHaveTheChannelsOfTheModels(model: String, channels: Int) throws {
    let program = try Program([
      "bench", "step", "--model", model, "--batch-size", "4", "--image-size", "8", "--rounds", "1",
    ])
    #expect(program.exitCode == 0 && program.errors.isEmpty, "\(program.errors)")
    #expect(program.output.contains("batch of 4x8x8x\(channels) each"), "\(program.output)")
  }
}
