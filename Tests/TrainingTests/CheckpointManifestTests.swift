import Exchange
import Foundation
import Testing

@testable import Training

/// If these fail, a manifest from elsewhere crashes the program, leads it out of the checkpoint's folder, or is believed
/// though it is damaged.
@Suite struct CheckpointManifestTests {
  private func manifest() -> CheckpointManifest {
    var progress = TrainingProgress()
    for _ in 0..<7 { progress.finishStep(lossSum: 1.1, correct: 3, samples: 64, seconds: 0.1) }
    var manifest = CheckpointManifest(
      run: "a", worldSize: 2, progress: progress, recipe: ["seed": "0"], trainingSamples: 100, classes: 10,
      exchange: ExchangeState(codec: .nm, codecAfter: 20, route: .direct, tensors: [:]), optimizerSteps: 7,
      metricsBytes: 1000)
    for name in CheckpointManifest.fileNames(worldSize: 2) {
      manifest.files[name] = CheckpointManifest.File(bytes: 10, checksum: "xxh3:00")
    }
    return manifest
  }

  @Test func readsWhatItWrote() throws {
    let data = try manifest().encoded()
    #expect(try CheckpointManifest(data, path: "m").encoded() == data)
  }

  /// A run could not be continued after an update; of its first steps nothing is known then.
  @Test func readsTheProgressOfAnOlderVersion() throws {
    var object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(manifest().progress)) as? [String: Any])
    #expect(object.removeValue(forKey: "firstLossSum") != nil)
    var progress = try JSONDecoder().decode(
      TrainingProgress.self, from: JSONSerialization.data(withJSONObject: object))
    for _ in 0..<30 { progress.finishStep(lossSum: 1, correct: 0, samples: 64, seconds: 0.1) }
    #expect(progress.step == 37 && progress.firstLoss == nil)
    var older = manifest()
    older.progress = progress
    let data = try older.encoded()
    #expect(!String(decoding: data, as: UTF8.self).contains("first_loss_sum"))
    #expect(try CheckpointManifest(data, path: "m").progress == progress)
  }

  /// Fails where the checkpoints of programs that did not note when a codec began can no longer be continued.
  @Test func readsWhatOlderProgramsWrote() throws {
    var older = manifest()
    older.codecAfter = nil
    let data = try older.encoded()
    #expect(!String(decoding: data, as: UTF8.self).contains("codec_after"))
    #expect(try CheckpointManifest(data, path: "m") == CheckpointManifest(older.encoded(), path: "m"))
  }

  /// With a right checksum: someone made it so.
  @Test func refusesValuesThatMakeNoCheckpoint() throws {
    let changes: [(inout CheckpointManifest) -> Void] = [
      { $0.worldSize = 3 }, { $0.worldSize = -1 }, { $0.worldSize = .max },
      { $0.files["../../etc/passwd"] = $0.files.removeValue(forKey: "rank-1.safetensors") },
      { $0.files["rank-1.safetensors"]!.bytes = -1 }, { $0.progress.step = -1 }, { $0.progress.epoch = 100 },
      { $0.optimizerSteps = -1 }, { $0.metricsBytes = -5 }, { $0.trainingSamples = 0 }, { $0.codecAfter = -1 },
    ]
    for (index, change) in changes.enumerated() {
      var manifest = manifest()
      change(&manifest)
      let data = try manifest.encoded()
      #expect(throws: CheckpointError.self, "\(index)") { try CheckpointManifest(data, path: "m") }
    }
  }

  @Test func everyMutationIsRefused() throws {
    let original = try manifest().encoded()
    var state: UInt64 = 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for number in 0..<10_000 {
      var data = original
      for _ in 0...random(3) {
        let place = random(max(1, data.count))
        switch random(5) {
        case 0: data[place] ^= UInt8(1 << random(8))
        case 1: data[place] = UInt8(random(256))
        case 2: data.insert(contentsOf: data[place..<min(data.count, place + 40)], at: random(data.count))
        case 3: data.removeSubrange(place..<min(data.count, place + 1 + random(60)))
        default: data.insert(contentsOf: Data(["9", "-", "{", "[[[[", "\u{0}", "1e999"][random(6)].utf8), at: place)
        }
        if data.isEmpty { data = Data([0]) }
      }
      guard data != original else { continue }
      #expect(throws: CheckpointError.self, "\(number)") { try CheckpointManifest(data, path: "m") }
    }
  }
}
