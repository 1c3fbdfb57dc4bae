import Files
import Foundation
import Synchronization

/// Turns a folder of images into packed files: decodes and resizes each image once, in all of the processor's cores.
///
/// The files hold the same bytes whatever the number of cores, and the folder appears under its name when both are complete.
public struct ImagePacker {
  /// What is known while and after packing.
  public struct Progress: Sendable {
    public internal(set) var done = 0
    public let total: Int
    /// The errors of the images that were left out.
    public internal(set) var broken: [DataError] = []
    /// Files that are no images by their names.
    public internal(set) var strays: [String] = []
    /// Images that were smaller than asked for.
    public internal(set) var enlarged = 0
  }

  private let folder: ImageFolder
  private let destination: String
  private let decoder: ImageDecoder
  private let skipsBroken: Bool
  private let overwrites: Bool
  /// Pixels that no usual photograph has.
  public static let largestPixels = 100_000_000
  /// How many images are decoded together and held until they are written: enough to keep as many cores busy as there
  /// is memory for to decode, and at most 256 MB of squares with a side of `size`, or one.
  static func chunk(size: Int) -> Int { max(1, min(256, (1 << 28) / (size * size * 3))) }

  /// Lists the images of `folder`; they become squares with a side of `size`. Images of more than `largestPixels` are
  /// broken ones. `destination` may be a data set that is there where `overwrites`. Throws a `DataError`.
  public init(
    folder: String, destination: String, size: Int, skipsBroken: Bool, overwrites: Bool = false,
    largestPixels: Int = ImagePacker.largestPixels
  ) throws {
    precondition(size > 0, "An image has pixels.")
    self.folder = try ImageFolder(path: folder)
    self.destination = destination
    self.skipsBroken = skipsBroken
    self.overwrites = overwrites
    decoder = ImageDecoder(size: size, largestPixels: largestPixels)
  }

  /// Writes the packed files and calls `report` now and then. The first broken image ends it with its `DataError`,
  /// unless broken ones are to be skipped; throws a `WritingError` where the files cannot be written.
  public func pack(report: (Progress) -> Void) throws -> Progress {
    var progress = Progress(total: folder.training.count + folder.test.count)
    progress.strays = folder.strays
    let destination = try Dataset.newFolder(
      destination, holding: skipsBroken ? 0 : progress.total * decoder.size * decoder.size * 3, overwrites: overwrites)
    let training = try write(folder.training, to: destination.path(of: PackedFolder.trainingFile), &progress, report)
    let test = try write(folder.test, to: destination.path(of: PackedFolder.testFile), &progress, report)
    try PackedWriter.commit(training: training, test: test)
    try destination.commit()
    return progress
  }

  private typealias Decoded = (image: PackedImage, isEnlarged: Bool)

  private func write(
    _ images: [ImageFolder.Image], to path: String, _ progress: inout Progress, _ report: (Progress) -> Void
  ) throws -> PackedWriter {
    let writer = try PackedWriter(
      path: path, height: decoder.size, width: decoder.size, channels: 3, classNames: folder.classNames)
    let chunk = Self.chunk(size: decoder.size)
    for start in stride(from: 0, to: images.count, by: chunk) {
      let part = Array(images[start..<min(start + chunk, images.count)])
      for (image, result) in zip(part, decoded(part)) {
        do {
          let decoded = try result.get()
          try writer.append(decoded.image, label: image.label)
          progress.enlarged += decoded.isEnlarged ? 1 : 0
        } catch let error as DataError where skipsBroken {
          progress.broken.append(error)
        }
        progress.done += 1
      }
      report(progress)
    }
    guard writer.count > 0 else {
      throw DataError(
        file: destination, problem: "would have no images, expected one or more that can be read", hint: "add images")
    }
    return writer
  }

  /// Each image decoded and resized, or why not, in the order of `images`.
  private func decoded(_ images: [ImageFolder.Image]) -> [Result<Decoded, any Error>] {
    let results = Mutex([Result<Decoded, any Error>?](repeating: nil, count: images.count))
    let decoder = decoder
    DispatchQueue.concurrentPerform(iterations: images.count) { index in
      let result = Result {
        let square = try decoder.square(path: images[index].path)
        return Decoded(PackedImage(pixels: square.pixels, channels: 3), square.isEnlarged)
      }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.map { $0! } }
  }
}
