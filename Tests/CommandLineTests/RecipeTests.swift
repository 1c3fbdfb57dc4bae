import Foundation
import TestSupport
import Testing

/// If these fail, a recipe that comes with the project, or one of the authors' files, does not start.
@Suite struct RecipeTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../launch/recipes").standardized

  @Test func everyRecipeIsUnderstood() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(names.count >= 7)
    for name in names {
      // The data is looked for only after the recipe made sense.
      let program = try Program(
        ["train", "--config", Self.folder.appendingPathComponent(name).path, "--data", "/nonexistent"])
      #expect(program.exitCode == 65 && program.errors.contains("/nonexistent"), "\(name): \(program.errors)")
    }
  }

  /// A recipe for large photographs would else be tried on the bundled digits.
  @Test func aRecipeWithoutDataSaysSo() throws {
    let recipe = Self.folder.appendingPathComponent("resnet18.yaml").path
    for ranks in [nil, 2] {
      let program = try Program(["train", "--config", recipe, "--steps", "1"], ranks: ranks)
      #expect(program.exitCode == 78 && program.ownErrors.count == 1)
      #expect(program.errors.contains("resnet18.yaml names no data; give --data"), "\(program.errors)")
    }
  }

  /// A run whose recipe replaces older ones could not be continued, so that no restart would go on with it.
  @Test func theCommandLineContinuesWhatARecipeReplaces() throws {
    let folder = try TemporaryFolder()
    try folder.write("data: digits\nmodel: mlp\nsteps: 2\noverwrite: true\n", to: "recipe.yaml")
    let program = try Program([
      "train", "--config", folder.path("recipe.yaml"), "--output", folder.path("run"), "--resume",
    ])
    #expect(program.exitCode == 0, "\(program.errors)")
  }

  @Test func authorsFileTrains() throws {
    let folder = try TemporaryFolder()
    let made = try Program(["data", "make", "shapes", folder.path("data"), "--train", "20", "--test", "10"])
    #expect(made.exitCode == 0, "\(made.errors)")
    let recipe = """
      data:
        num_workers: 8
        train_dataset: /data/datasets/cifar/cifar_train.beton
      training:
        batch_size: 512
        epochs: 150
        lr: 0.5
        lr_peak_epoch: 5
        weight_decay: 5e-4
        label_smoothing: 0.1
        lr_tta: true
      gsr:
        nonzero: 2
        groupsize: 4
        prune_type: 'maxnorm'
      """
    try folder.write(recipe, to: "maxnorm_2_4.yaml")
    // Options beside a recipe win.
    let program = try Program([
      "train", "--config", folder.path("maxnorm_2_4.yaml"), "--data", folder.path("data"), "--batch-size", "4",
      "--steps",
      "2", "--output", folder.path("run"),
    ])
    #expect(program.exitCode == 0, "\(program.errors)")
    #expect(program.ownErrors.count == 1 && program.errors.contains("data.num_workers"), "\(program.errors)")
    let summary = try folder.text("run/summary.json")
    #expect(summary.contains("\"model\" : \"cifar-resnet9\"") && summary.contains("\"share\" : 1"))
    #expect(summary.contains("\"steps\" : 2") && summary.contains("\"samples\" : 8"))
  }
}
