import Foundation
import TestSupport
import Testing

@testable import Training

/// If these fail, recipe files mean something else than the options that they name.
@Suite struct RecipeFileTests {
  private func read(_ text: String) throws -> RecipeFile {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "recipe.yaml")
    return try RecipeFile(path: folder.path("recipe.yaml"))
  }

  @Test func keysAreOptions() throws {
    let file = try read("epochs: 3\nlearning-rate: 0.5\nshuffle: false\nnesterov: true\nmean: [0.1, 0.2, 0.3]\n")
    #expect(
      file.arguments == [
        "--epochs", "3", "--learning-rate", "0.5", "--mean", "0.1,0.2,0.3", "--nesterov", "--no-shuffle",
      ])
    #expect(file.warnings.isEmpty)
  }

  @Test func whatLooksLikeANumberOrADateStaysAsItIsWritten() throws {
    let file = try read(
      "freeze: [1.10, 0x1F]\ninit: 007\noutput: 2026-11-20\nseed: 18446744073709551615\nstem: 'true'\n")
    #expect(
      file.arguments == [
        "--freeze", "1.10,0x1F", "--init", "007", "--output", "2026-11-20", "--seed", "18446744073709551615", "--stem",
        "true",
      ])
  }

  @Test func anAnchorIsFoundInItsLine() {
    let error = #expect(throws: RecipeFileError.self) { try read("# recipe\n\n\nepochs: &a 1\n") }
    #expect(error?.description.contains("line 4 has an anchor") == true)
  }

  @Test func authorsCIFARFileLoadsAsItIs() throws {
    let file = try read(
      """
      data:
        num_workers: 8
        train_dataset: /data/cifar_train.beton
      training:
        batch_size: 512
        epochs: 150
        lr: 0.5
        momentum: 0.9
        lr_peak_epoch: 5
        weight_decay: 5e-4
        label_smoothing: 0.1
        lr_tta: true
      gsr:
        nonzero: 2
        groupsize: 4
        prune_type: 'maxnorm'
      """)
    let text = file.arguments.joined(separator: " ")
    for expected in [
      "--model cifar-resnet9", "--batch-size 512", "--epochs 150", "--learning-rate 0.5", "--peak-epoch 5",
      "--test-time-flip", "--prune rescaled --nonzeros 2 --group-size 4 --share 1 --weight-gradient dense",
    ] { #expect(text.contains(expected)) }
    let decay = try #require(file.arguments.firstIndex(of: "--weight-decay"))
    #expect(Double(file.arguments[decay + 1]) == 5e-4)
    #expect(file.warnings.count == 1)
    #expect(file.warnings[0].contains("data.num_workers") && file.warnings[0].contains("data.train_dataset"))
  }

  @Test func authorsImageNetFileLoadsAsItIs() throws {
    let file = try read(
      """
      dist:
        world_size: 4
      lr:
        lr: 1.0
        lr_peak_epoch: 2
        lr_schedule_type: cyclic
      model:
        arch: regnet_x_400mf
      resolution:
        min_res: 160
        max_res: 192
        end_ramp: 76
      validation:
        resolution: 256
      training:
        batch_size: 1024
        bn_wd: 0
        optimizer: sgd
        weight_decay: 5e-5
      sdgp:
        nonzero: 4
        groupsize: 4
        prune_type: max
      """)
    let text = file.arguments.joined(separator: " ")
    #expect(text.contains("--model regnetx-400mf") && text.contains("--schedule cyclic"))
    for expected in [
      "--first-image-size 160", "--image-size 192", "--grow-until 76", "--test-image-size 256",
    ] { #expect(text.contains(expected)) }
    #expect(text.contains("--prune none") && !text.contains("--prune magnitude"))
    #expect(file.warnings[0].contains("dist.world_size") && !file.warnings[0].contains("bn_wd"))
  }

  @Test(arguments: [
    "- 1\n- 2\n", "? [a]\n: 1\n", "a: &x [1]\nb: *x\n", "a: &x\n  - &y [*x]\n",
    "a: " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20),
    "a: [" + String(repeating: "1, ", count: 30000) + "1]", "epochs: {a: 1}\n", "a: [1\n",
    "gsr:\n  nonzero: 2\n  groupsize: 4\n  prune_type: best\n", "? {a: 1}\n: 2\n", "? [a, [b]]\n: 1\nepochs: 2\n",
    "gsr:\n  ? [nonzero]\n  : 2\n", "epochs: {? [a] : 1}\n", "epochs: [{? {a: 1} : 1}]\n", "&a a: 1\n",
    "epochs: &a 1\nsteps: *a\n", "a: {b: &x [1, 1], c: [*x, *x]}\n", "<<: {epochs: 1}\n",
    "a: &a [1]\n? *a\n: 1\n", "epochs: 1\nepochs: 2\n", "epochs: 1\n---\nepochs: 2\n",
    String(repeating: "a: {", count: 20) + String(repeating: "}", count: 20), "config: other.yaml\n", "help: true\n",
  ])
  func whatIsNoRecipeIsRefused(_ text: String) {
    #expect(throws: RecipeFileError.self) { try read(text) }
  }

  @Test func missingFileIsRefused() {
    #expect(throws: RecipeFileError.self) { try RecipeFile(path: "/nonexistent/recipe.yaml") }
  }
}
