import ArgumentParser
import Datasets
import Files
import Foundation

/// `sdgp-dist data pack`: turns a folder of images into packed files.
struct DataPackCommand: LoneCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Decodes and resizes a folder of images once, for fast training.",
    discussion: """
      The images lie as CLASS/FILE, of which every fifth of a class is kept for testing, or as train/CLASS/FILE and \
      val/CLASS/FILE. Their shorter side becomes the size, and the middle square is stored. Train then takes \
      FOLDER as its data.
      """)

  @Argument(help: "The folder of images, JPEG, PNG or WebP.")
  var images: String

  @Argument(help: "The folder to write to.")
  var folder: String

  @Option(help: "Height and width in pixels of the stored images.")
  var size: Int

  @Flag(help: "Leave out images that cannot be read, naming each, instead of stopping at the first.")
  var skipBroken = false

  @Option(help: "Images of more pixels are broken ones: a small file can announce a huge image.")
  var largestPixels = ImagePacker.largestPixels

  @Flag(help: "Replace the data set that is in the folder.")
  var overwrite = false

  func validate() throws {
    guard (8...4096).contains(size) else { throw ValidationError("--size takes 8 to 4096 pixels.") }
    guard (1...1 << 30).contains(largestPixels) else {
      throw ValidationError("--largest-pixels takes 1 to \(1 << 30).")
    }
  }

  func run() throws {
    let packer = try ImagePacker(
      folder: images, destination: folder, size: size, skipsBroken: skipBroken, overwrites: overwrite,
      largestPixels: largestPixels)
    var line = ProgressLine()
    let outcome = Result { try packer.pack { line.show($0) } }
    line.end()
    let result = try outcome.get()
    try StandardStream.print(
      "\(folder): \(result.done - result.broken.count) images packed, \(result.broken.count) left out")
    for stray in result.strays.prefix(10) { try StandardStream.print("passed over, no image by its name: \(stray)") }
    if result.strays.count > 10 { try StandardStream.print("passed over likewise: \(result.strays.count - 10) more") }
    if result.enlarged > 0 {
      try StandardStream.print("enlarged to \(size)x\(size): \(result.enlarged) images that were smaller")
    }
    for remark in try Dataset.open(folder).remarks { try StandardStream.print(remark) }
  }
}

/// How far packing has come, on standard error: one line that changes on a terminal, else a line every few seconds.
private struct ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var brokenShown = 0

  mutating func show(_ progress: ImagePacker.Progress) {
    for error in progress.broken[brokenShown...] { write("skipped: \(error)", isLasting: true) }
    brokenShown = progress.broken.count
    let interval = Duration.seconds(isTerminal ? 0.2 : 2)
    if let lastShown, ContinuousClock.now - lastShown < interval, progress.done < progress.total { return }
    lastShown = .now
    let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
    let rate = Int(Double(progress.done) / seconds)
    write("\(progress.done) of \(progress.total) images, \(rate) a second", isLasting: !isTerminal)
  }

  func end() { if isTerminal { write("", isLasting: false) } }

  /// On a terminal a line that does not last gives way to the next.
  private func write(_ text: String, isLasting: Bool) {
    StandardStream.error.writeIfPossible((isTerminal ? StandardStream.eraseLine : "") + text + (isLasting ? "\n" : ""))
  }
}
