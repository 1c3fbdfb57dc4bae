import Files
import Foundation
import Synchronization

/// Turns a folder of images into packed files: decodes and resizes each image once, in all of the processor's cores.
///
/// The files hold the same bytes whatever the number of cores, and appear under their names when both are complete.
public struct ImagePacker {
  /// What is known while and after packing.
  public struct Progress: Sendable {
    public internal(set) var done = 0
    public let total: Int
    /// The errors of the images that were left out.
    public internal(set) var broken: [DataError] = []
  }

  private let folder: ImageFolder
  private let destination: String
  private let size: Int
  private let skipsBroken: Bool
  /// Images that are decoded together, enough to keep every core busy.
  private static let chunk = 256

  /// Lists the images of `folder`; they become squares with a side of `size`. Throws a `DataError`.
  public init(folder: String, destination: String, size: Int, skipsBroken: Bool) throws {
    precondition(size > 0, "An image has pixels.")
    self.folder = try ImageFolder(path: folder)
    self.destination = destination
    self.size = size
    self.skipsBroken = skipsBroken
  }

  /// Writes the packed files and calls `report` now and then. The first broken image ends it with its `DataError`,
  /// unless broken ones are to be skipped; throws a `WritingError` where the files cannot be written.
  public func pack(report: (Progress) -> Void) throws -> Progress {
    try WholeFile.makeFolder(destination)
    var progress = Progress(total: folder.training.count + folder.test.count)
    let training = try write(folder.training, to: PackedFolder.trainingFile, &progress, report)
    let test = try write(folder.test, to: PackedFolder.testFile, &progress, report)
    try training.commit()
    try test.commit()
    return progress
  }

  private func write(
    _ images: [ImageFolder.Image], to name: String, _ progress: inout Progress, _ report: (Progress) -> Void
  ) throws -> PackedWriter {
    let path = destination + "/" + name
    let writer = try PackedWriter(path: path, height: size, width: size, channels: 3, classNames: folder.classNames)
    for start in stride(from: 0, to: images.count, by: Self.chunk) {
      let part = Array(images[start..<min(start + Self.chunk, images.count)])
      for (image, result) in zip(part, decoded(part)) {
        do {
          try writer.append(result.get(), label: image.label)
        } catch let error as DataError where skipsBroken {
          progress.broken.append(error)
        }
        progress.done += 1
      }
      report(progress)
    }
    guard writer.count > 0 else {
      throw DataError(
        file: path, problem: "would have no images, expected one or more that can be read", hint: "add images")
    }
    return writer
  }

  /// Each image decoded and resized, or why not, in the order of `images`.
  private func decoded(_ images: [ImageFolder.Image]) -> [Result<PackedImage, any Error>] {
    let results = Mutex([Result<PackedImage, any Error>?](repeating: nil, count: images.count))
    let size = size
    DispatchQueue.concurrentPerform(iterations: images.count) { index in
      let result = Result {
        PackedImage(
          pixels: try ImageCodecs.decode(path: images[index].path, shorterSide: size).square(size), channels: 3)
      }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.map { $0! } }
  }
}
